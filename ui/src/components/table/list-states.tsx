import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { StateView } from "~/components/states";
import { useFormat } from "~/lib/format";

import type { Filter } from "./types";
import type { ListState } from "./use-list";

/** One sentence and the first step to take, where there is nothing at all. */
export interface Emptiness {
  title: string;
  text: ReactNode;
  action?: ReactNode;
}

interface Props {
  empty: Emptiness;
  filters: readonly Filter[];
  state: ListState;
  setState: (patch: Partial<ListState>) => void;
}

/** A list without rows: there are none, or none that fits. */
export function NoRows({ empty, filters, state, setState }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const sentence = [
    ...(state.search === "" ? [] : [t("list.nothing.search", { text: state.search })]),
    ...filters.flatMap((filter) => {
      const value = state.filters[filter.id];
      return value === undefined ? [] : [filter.say(value)];
    }),
  ];
  if (sentence.length === 0) {
    return (
      <StateView picture="empty" title={empty.title} text={empty.text}>
        {empty.action}
      </StateView>
    );
  }
  return (
    <StateView
      picture="nothing"
      title={t("list.nothing.title")}
      text={t("list.nothing.text", { filters: format.list(sentence) })}
      role="status"
    >
      <Button
        variant="default"
        onClick={() => {
          setState({ search: "", filters: {} });
        }}
      >
        {t("list.clearAll")}
      </Button>
    </StateView>
  );
}
