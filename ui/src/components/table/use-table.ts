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
  columnMeta: metaHelper<Pick<Column<never>, "header" | "width" | "grow" | "align" | "phone">>(),
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
  /** The width that there is for the columns, in pixels; undefined while nobody knows. */
  room: number | undefined;
  /** Columns by id that are shown or not, where somebody chose. */
  shown: Record<string, boolean>;
  onShow: (shown: Record<string, boolean>) => void;
}

/** Which columns a list shows by itself. */
function shownOf<Row>(columns: readonly Column<Row>[], room: number, shown: Record<string, boolean>) {
  const visible = Object.fromEntries(
    columns.map((column, i) => [column.id, i === 0 || (shown[column.id] ?? column.hidden !== true)]),
  );
  const spare = columns
    .filter((column) => column.spare !== undefined && visible[column.id] === true && shown[column.id] === undefined)
    .sort((a, b) => (a.spare ?? 0) - (b.spare ?? 0));
  let wanted = columns.reduce((sum, column) => sum + (visible[column.id] === true ? column.width : 0), 0);
  for (const column of spare) {
    if (wanted <= room) break;
    visible[column.id] = false;
    wanted -= column.width;
  }
  return visible;
}

/** The columns, the order and the cells of a list. */
export function useListTable<Row extends RowData>(options: Options<Row>): ListTable<Row> {
  const { columns, rows, keyOf, sort, onSort, room = Infinity, shown, onShow } = options;
  const hasTitle = columns.some((column) => column.phone === "title");
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
          meta: i === 0 && !hasTitle ? { ...column, phone: "title" } : column,
        }),
      ),
    [columns, hasTitle],
  );
  const sorting = useMemo(() => {
    const name = sort.replace(/^-/, "");
    const column = name === "" ? undefined : columns.find((each) => each.sort === name);
    return column === undefined ? [] : [{ id: column.id, desc: sort.startsWith("-") }];
  }, [columns, sort]);
  const columnVisibility = useMemo(() => shownOf(columns, room, shown), [columns, room, shown]);
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
      const next = functionalUpdate(change, columnVisibility);
      const chosen = Object.entries(next).filter(([id, is]) => is !== columnVisibility[id]);
      onShow({ ...shown, ...Object.fromEntries(chosen) });
    },
  });
}
