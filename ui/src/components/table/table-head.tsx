import { VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { RowData } from "@tanstack/react-table";
import { useTranslation } from "react-i18next";

import { Check } from "./check";
import { cellClass } from "./table-row";
import type { ListTable } from "./use-table";
import classes from "./table.module.css";

interface Props<Row extends RowData> {
  table: ListTable<Row>;
  /** How many rows are chosen, where rows can be. */
  picked: { count: number; total: number; onAll: (all: boolean) => void } | undefined;
  hasActions: boolean;
}

const directions = { asc: "ascending", desc: "descending" } as const;

/** The names of the columns, by which the list is sorted. */
export function TableHead<Row extends RowData>({ table, picked, hasActions }: Props<Row>) {
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
      {table.getFlatHeaders().map((header, i) => {
        const { column } = header;
        const sorted = column.getIsSorted();
        return (
          <div
            key={header.id}
            role="columnheader"
            aria-sort={sorted === false ? undefined : directions[sorted]}
            className={cellClass(column, i, picked !== undefined, classes.heading)}
          >
            {column.getCanSort() ? (
              <button
                type="button"
                className={classes.sortable}
                aria-label={t("list.sortBy", { column: column.columnDef.meta?.header })}
                onClick={() => {
                  column.toggleSorting();
                }}
              >
                <table.FlexRender header={header} />
                {sorted === "asc" && <IconArrowUp size={13} />}
                {sorted === "desc" && <IconArrowDown size={13} />}
              </button>
            ) : (
              <table.FlexRender header={header} />
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
