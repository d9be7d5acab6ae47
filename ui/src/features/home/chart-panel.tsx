import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { ErrorState } from "~/components/states";
import { useSearchText } from "~/lib/url-state";

import { Choices } from "./choices";
import { Panel } from "./panel";
import type { MetricsRange } from "./queries";
import classes from "./charts.module.css";

interface Props {
  /** Of the range in the address. */
  id: string;
  title: string;
  ranges: readonly MetricsRange[];
  range: MetricsRange;
  found: UseQueryResult<Schema["MetricsSeries"]>;
  /** The charts; while nothing is known, empty and as high as later. */
  children: ReactNode;
}

/** Charts of what the server kept, and over which time. */
export function ChartPanel({ id, title, ranges, range, found, children }: Props) {
  const { t } = useTranslation("home");
  const [, change] = useSearchText();
  return (
    <Panel
      id={`home-${id}`}
      title={title}
      tools={
        <Choices
          label={`${title}: ${t("charts.range")}`}
          values={ranges}
          chosen={range}
          nameOf={(choice) => t(`range.${choice}`)}
          onChoose={(choice) => {
            change({ [id]: choice });
          }}
        />
      }
    >
      {found.data === undefined && found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <div className={classes.charts} aria-busy={found.data === undefined}>
          {children}
        </div>
      )}
    </Panel>
  );
}
