import { useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import type { RowData } from "@tanstack/react-table";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type CSSProperties, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { notifyFailed } from "~/components/notify";
import { onDemand } from "~/components/on-demand";
import { AfterAWhile, ErrorState } from "~/components/states";
import { useFormat } from "~/lib/format";

import { BulkBar } from "./bulk-bar";
import type { BulkRunProps } from "./bulk-run";
import type { Columns } from "./columns";
import { Foot } from "./foot";
import { selectedKeys } from "./gather";
import { NoRows, type Emptiness } from "./list-states";
import { RowMenu, type OpenMenu } from "./row-menu";
import { headHeight, Rows } from "./rows";
import { TableHead } from "./table-head";
import { SkeletonRow } from "./table-row";
import { Toolbar } from "./toolbar";
import {
  isSelected,
  nothingSelected,
  selectedCount,
  toggled,
  withRows,
  type BulkAction,
  type Filter,
  type RowAction,
  type Selection,
  type Source,
} from "./types";
import { useExport } from "./use-export";
import { listKeyOf, pageOptions, pageSize, pagesOf, useListState, useRows } from "./use-list";
import { useLook } from "./use-look";
import { useListTable, type ListColumn } from "./use-table";
import classes from "./table.module.css";

const BulkRun = onDemand<BulkRunProps>(async () => (await import("./bulk-run")).BulkRun);

const rowHeights = { comfortable: 40, compact: 32 } as const;
/** Two lines, where there is no room for columns. */
const phoneRowHeight = 58;
const pickWidth = 40;
const actionsWidth = 48;
/** Below it a button for each group of bulk actions has no place in one line. */
const bulkRoom = 1000;
const noFilters: readonly Filter[] = [];
const noActions: readonly BulkAction[] = [];
const noRows: never[] = [];

interface Props<Row extends RowData> {
  /** What the list is called, for readers and for the export's file name. */
  name: string;
  /** Under which the browser remembers its look. */
  id: string;
  source: Source<Row>;
  columns: Columns<Row>;
  /** What is unique in a row: its address, its id. */
  keyOf: (row: Row) => string;
  /** What a row is called when it is spoken of. */
  nameOf: (row: Row) => string;
  filters?: readonly Filter[];
  onOpen?: (row: Row) => void;
  rowActions?: (row: Row) => RowAction<Row>[];
  bulkActions?: readonly BulkAction[];
  /** Whether the API searches this list by text. */
  searchable?: boolean;
  empty: Emptiness;
  tools?: ReactNode;
  /** Where more has to be done for the newest rows than to read the list anew. */
  onRefresh?: () => void;
}

/** The widths of the columns, for the grid that each row is. */
function gridOf<Row extends RowData>(columns: readonly ListColumn<Row>[], picks: boolean, acts: boolean): string {
  return [
    ...(picks ? [`${String(pickWidth)}px`] : []),
    ...columns.map(({ columnDef: { meta } }) =>
      meta?.grow === undefined
        ? `${String(meta?.width)}px`
        : `minmax(${String(meta.width)}px, ${String(meta.grow)}fr)`,
    ),
    ...(acts ? [`${String(actionsWidth)}px`] : []),
  ].join(" ");
}

/** How wide all columns are together, at least. */
const leastOf = <Row extends RowData>(columns: readonly ListColumn<Row>[], picks: boolean, acts: boolean) =>
  columns.reduce(
    (sum, { columnDef: { meta } }) => sum + (meta?.width ?? 0),
    (picks ? pickWidth : 0) + (acts ? actionsWidth : 0),
  );

/** How wide the list is, from its first look on. */
function useRoom(scroller: HTMLDivElement | null): number | undefined {
  const [room, setRoom] = useState<number>();
  useLayoutEffect(() => {
    if (scroller === null) return undefined;
    const look = () => {
      setRoom(scroller.clientWidth);
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(scroller);
    return () => {
      resized.disconnect();
    };
  }, [scroller]);
  return room;
}

/** The same where a row has two lines: the title over all that is in the middle, the values below it side by side. */
const phoneGridOf = (picks: boolean, acts: boolean) =>
  [
    ...(picks ? [`${String(pickWidth)}px`] : []),
    "repeat(3, minmax(0, max-content)) minmax(0, 1fr)",
    acts ? `${String(actionsWidth)}px` : "12px",
  ].join(" ");

/**
 * The one list of the panel: pages from the server, only the rows in sight in the page, search, order, filters
 * and place in the address.
 */
export function DataTable<Row extends RowData>(props: Props<Row>) {
  const { source, keyOf, nameOf, filters = noFilters, rowActions, bulkActions = noActions, onOpen } = props;
  const columns = props.columns.all;
  const { t } = useTranslation();
  const format = useFormat();
  const cache = useQueryClient();
  const [state, setState] = useListState(useMemo(() => filters.map((filter) => filter.id), [filters]));
  const [look, setLook] = useLook(props.id);
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [bulk, setBulk] = useState<BulkAction | undefined>();
  const [menu, setMenu] = useState<OpenMenu<Row> | undefined>();
  const lastChosen = useRef<{ list: string; index: number }>(undefined);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const picks = bulkActions.length > 0;
  const acts = rowActions !== undefined;
  const onPhone = useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
  const rowHeight = onPhone ? phoneRowHeight : rowHeights[look.density];
  const exportRows = useExport(props.id, source, columns, state);

  // What is drawn says which pages are asked for; the list itself follows only from page to page.
  const listKey = listKeyOf(state);
  const [pages, setPages] = useState(() => pagesOf(listKey, state.at, state.at));
  const onDrawn = useCallback((first: number, last: number) => {
    setPages((before) => {
      const next = pagesOf(before.list, first, last);
      return before.first === next.first && before.last === next.last ? before : next;
    });
  }, []);
  // Another filter or order is another list: nothing of the old one stays selected, and it starts at its top.
  if (pages.list !== listKey) {
    setPages(pagesOf(listKey, state.at, state.at));
    setSelection(nothingSelected);
    setMenu(undefined);
  }
  const view = useRows(source, state, pages);
  const total = view.kind === "rows" ? view.total : 0;
  const room = useRoom(scroller);
  const table = useListTable({
    columns,
    rows: view.kind === "rows" ? view.rows : noRows,
    keyOf,
    sort: state.sort,
    onSort: (sort) => {
      setState({ sort });
    },
    room: room === undefined || onPhone ? undefined : room - (picks ? pickWidth : 0) - (acts ? actionsWidth : 0),
    shown: look.columns,
    onShow: (shown) => {
      setLook({ columns: shown });
    },
  });
  const visible = table.getVisibleLeafColumns();

  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onScroll = () => {
    setMenu(undefined);
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      const at = Math.round((scroller?.scrollTop ?? 0) / rowHeight);
      if (at !== state.at) setState({ at });
    }, 250);
  };
  useEffect(
    () => () => {
      clearTimeout(settle.current);
    },
    [],
  );

  const refresh = props.onRefresh ?? (() => void cache.invalidateQueries({ queryKey: source.key }));
  const actionsOf = (row: Row) => rowActions?.(row) ?? [];
  const closeMenu = useCallback(() => {
    setMenu(undefined);
  }, []);
  const rowAt = (index: number) => {
    const place = view.kind === "rows" ? view.placeOf(index) : undefined;
    return place === undefined ? undefined : table.getCoreRowModel().rows[place];
  };

  /** The row that was chosen last: with the shift key, all up to the next one are treated as that one. */
  const choose = async (row: Row, index: number, range: boolean) => {
    const from = lastChosen.current;
    lastChosen.current = { list: listKey, index };
    const chosen = !isSelected(selection, keyOf(row));
    if (!range || from?.list !== listKey) {
      setSelection(toggled(selection, keyOf(row), nameOf(row)));
      return;
    }
    const [first, last] = [Math.min(from.index, index), Math.max(from.index, index)];
    const pagesBetween = pagesOf(listKey, first, last);
    const rows = new Map<string, string>();
    try {
      // Most are there; of those that were never in sight the list knows nothing yet.
      for (let page = pagesBetween.first; page <= pagesBetween.last; ++page) {
        const { items } = await cache.query(pageOptions(source, state, page));
        items.forEach((one, i) => {
          const at = page * pageSize + i;
          if (at >= first && at <= last) rows.set(keyOf(one), nameOf(one));
        });
      }
      setSelection((before) => withRows(before, rows, chosen));
    } catch (error) {
      notifyFailed(error);
    }
  };

  const custom: CSSProperties & Record<"--columns" | "--least" | "--content" | "--phone" | "--words", string> = {
    "--columns": gridOf(visible, picks, acts),
    "--phone": phoneGridOf(picks, acts),
    "--words": picks ? "2 / 6" : "1 / 5",
    "--least": `${String(leastOf(visible, picks, acts))}px`,
    "--content": total === 0 ? "100vh" : `${String(headHeight + total * rowHeight)}px`,
  };
  const chosen = selectedCount(selection, total);
  return (
    <div className={`${classes.list ?? ""} ${look.density === "compact" ? (classes.compact ?? "") : ""}`} style={custom}>
      <Toolbar
        searchable={props.searchable ?? true}
        state={state}
        setState={setState}
        filters={filters}
        table={table}
        look={look}
        setLook={setLook}
        sourceKey={source.key}
        onRefresh={refresh}
        onExport={(kind) => void exportRows(kind)}
      >
        {props.tools}
      </Toolbar>
      <div ref={setScroller} className={classes.scroller} onScroll={onScroll}>
        {view.kind === "error" && <ErrorState error={view.error} onRetry={view.retry} />}
        {view.kind === "rows" && total === 0 && (
          <NoRows empty={props.empty} filters={filters} state={state} setState={setState} />
        )}
        {(view.kind === "loading" || total > 0) && (
          <div
            role="table"
            aria-label={t("list.rows", { name: props.name, total: format.number(total) })}
            aria-rowcount={view.kind === "rows" ? total + 1 : -1}
            aria-busy={view.kind !== "rows" || view.stale}
            className={`${classes.table ?? ""} ${view.kind === "rows" && view.stale ? (classes.stale ?? "") : ""}`}
          >
            <div role="rowgroup" className={classes.headGroup}>
              <TableHead
                table={table}
                picked={
                  picks
                    ? {
                        count: chosen,
                        total,
                        onAll: (all) => {
                          setSelection(all ? { kind: "all", except: new Map() } : nothingSelected);
                        },
                      }
                    : undefined
                }
                hasActions={acts}
              />
            </div>
            {view.kind === "loading" && (
              <AfterAWhile>
                <div role="rowgroup">
                  {Array.from({ length: 12 }, (_, i) => (
                    <SkeletonRow key={i} cells={visible.length} picks={picks} />
                  ))}
                </div>
              </AfterAWhile>
            )}
            {view.kind === "rows" && scroller !== null && (
              <Rows<Row>
                key={listKey}
                scroller={scroller}
                total={total}
                rowHeight={rowHeight}
                start={state.at}
                rowAt={rowAt}
                columns={visible}
                isChosen={(row) => isSelected(selection, keyOf(row))}
                onDrawn={onDrawn}
                picks={picks}
                opens={onOpen !== undefined}
                acts={acts}
                handlers={{
                  nameOf,
                  open: (row) => onOpen?.(row),
                  toggle: (row, index, range) => {
                    void choose(row, index, range);
                  },
                  actionsOf,
                  openMenu: (row, button) => {
                    setMenu({ row, button });
                  },
                }}
              />
            )}
          </div>
        )}
      </div>
      {menu !== undefined && (
        <RowMenu menu={menu} name={nameOf(menu.row)} actions={actionsOf(menu.row)} onClose={closeMenu} />
      )}
      {chosen > 0 && (
        <BulkBar
          selection={selection}
          chosen={chosen}
          total={total}
          actions={bulkActions}
          narrow={room !== undefined && room < bulkRoom}
          onSelect={setSelection}
          onChoose={setBulk}
        />
      )}
      <Foot scroller={scroller} rowHeight={rowHeight} total={view.kind === "rows" ? total : undefined} more={view.kind === "rows" && view.more} />
      {bulk !== undefined && (
        <BulkRun
          action={bulk}
          count={chosen}
          gather={(signal, onProgress) => selectedKeys(source, state, selection, keyOf, nameOf, signal, onProgress)}
          onChanged={refresh}
          onClose={() => {
            setBulk(undefined);
            setSelection(nothingSelected);
          }}
        />
      )}
    </div>
  );
}
