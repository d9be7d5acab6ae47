import {
  columnVisibilityFeature,
  functionalUpdate,
  metaHelper,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type ReactTable,
  type Row as RowOf,
  type RowData,
} from "@tanstack/react-table";
import { useMemo } from "react";

import type { Column } from "./types";

// The server searches, filters, sorts and cuts into pages: here is only what is shown of a row, and how it is sorted.
const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  columnMeta: metaHelper<Pick<Column<never>, "header" | "width" | "grow" | "align">>(),
});
type Features = typeof features;

export type ListTable<Row extends RowData> = ReactTable<Features, Row>;
export type ListRow<Row extends RowData> = RowOf<Features, Row>;
export type ListColumn<Row extends RowData> = ReturnType<ListTable<Row>["getVisibleLeafColumns"]>[number];

interface Options<Row extends RowData> {
  columns: readonly Column<Row>[];
  /** The rows that are here, of all that there are. */
  rows: Row[];
  keyOf: (row: Row) => string;
  /** A column's API name, with "-" before it for descending; "" for the list's own order. */
  sort: string;
  onSort: (sort: string) => void;
  /** Columns by id that are shown or not, where somebody chose. */
  shown: Record<string, boolean>;
  onShow: (shown: Record<string, boolean>) => void;
}

/** The columns, the order and the cells of a list. */
export function useListTable<Row extends RowData>(options: Options<Row>): ListTable<Row> {
  const { columns, rows, keyOf, sort, onSort, shown, onShow } = options;
  const definitions = useMemo(
    () =>
      columns.map(
        (column, i): ColumnDef<Features, Row> => ({
          id: column.id,
          accessorFn: (row) => column.value(row),
          header: column.header,
          cell: ({ row }) => column.cell(row.original),
          // The first column says what a row is; it stays.
          enableHiding: i > 0,
          enableSorting: column.sort !== undefined,
          sortDescFirst: false,
          meta: column,
        }),
      ),
    [columns],
  );
  const sorting = useMemo(() => {
    const name = sort.replace(/^-/, "");
    const column = name === "" ? undefined : columns.find((each) => each.sort === name);
    return column === undefined ? [] : [{ id: column.id, desc: sort.startsWith("-") }];
  }, [columns, sort]);
  const columnVisibility = useMemo(
    () => ({
      ...Object.fromEntries(columns.flatMap((column) => (column.hidden === true ? [[column.id, false]] : []))),
      ...shown,
    }),
    [columns, shown],
  );
  return useTable<Features, Row>({
    features,
    columns: definitions,
    data: rows,
    getRowId: keyOf,
    manualSorting: true,
    enableSortingRemoval: false,
    enableMultiSort: false,
    state: { sorting, columnVisibility },
    onSortingChange: (change) => {
      const [first] = functionalUpdate(change, sorting);
      const name = columns.find((column) => column.id === first?.id)?.sort ?? "";
      onSort(first?.desc === true ? `-${name}` : name);
    },
    onColumnVisibilityChange: (change) => {
      onShow(functionalUpdate(change, columnVisibility));
    },
  });
}
