import { VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Check } from "./check";
import { cellClass } from "./table-row";
import type { Column } from "./types";
import classes from "./table.module.css";

interface Props<Row> {
  columns: readonly Column<Row>[];
  sort: string;
  onSort: (sort: string) => void;
  /** How many rows are chosen, where rows can be. */
  picked: { count: number; total: number; onAll: (all: boolean) => void } | undefined;
  hasActions: boolean;
}

const directionOf = (sort: string, wanted: string | undefined) => {
  if (wanted === undefined || wanted === "") return undefined;
  return sort === wanted ? "ascending" : sort === `-${wanted}` ? "descending" : undefined;
};

/** The names of the columns, by which the list is sorted. */
export function TableHead<Row>({ columns, sort, onSort, picked, hasActions }: Props<Row>) {
  const { t } = useTranslation();
  return (
    <div role="row" aria-rowindex={1} className={classes.header}>
      {picked !== undefined && (
        <span role="columnheader" className={classes.pick}>
          <Check
            label={t("list.selectPage")}
            checked={picked.count > 0 && picked.count === picked.total}
            some={picked.count > 0 && picked.count < picked.total}
            onChange={picked.onAll}
          />
        </span>
      )}
      {columns.map((column, i) => {
        const { sort: wanted } = column;
        const direction = directionOf(sort, wanted);
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={direction}
            className={cellClass(column, i, picked !== undefined, classes.heading)}
          >
            {wanted === undefined ? (
              column.header
            ) : (
              <button
                type="button"
                className={classes.sortable}
                aria-label={t("list.sortBy", { column: column.header })}
                onClick={() => {
                  onSort(sort === wanted ? `-${wanted}` : wanted);
                }}
              >
                {column.header}
                {direction === "ascending" && <IconArrowUp size={13} />}
                {direction === "descending" && <IconArrowDown size={13} />}
              </button>
            )}
          </div>
        );
      })}
      {hasActions && (
        <span role="columnheader" className={classes.rowActions}>
          <VisuallyHidden>{t("list.actions")}</VisuallyHidden>
        </span>
      )}
    </div>
  );
}
