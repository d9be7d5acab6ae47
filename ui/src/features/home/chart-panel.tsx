import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { AfterAWhile, ErrorState } from "~/components/states";
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
  /** How many there will be. */
  charts: number;
  children: ReactNode;
}

/** Charts of what the server kept, and over which time. */
export function ChartPanel({ id, title, ranges, range, found, charts, children }: Props) {
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
      {found.data !== undefined ? (
        <div className={classes.charts}>{children}</div>
      ) : found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <AfterAWhile>
          <div className={classes.charts} role="status" aria-label={t("loading")}>
            {Array.from({ length: charts }, (_, place) => (
              <Skeleton key={place} height={180} />
            ))}
          </div>
        </AfterAWhile>
      )}
    </Panel>
  );
}
