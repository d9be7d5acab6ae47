import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { onDemand } from "~/components/on-demand";
import { AfterAWhile, ErrorState, StateView } from "~/components/states";
import { useFormat } from "~/lib/format";

import { BulkBar } from "./bulk-bar";
import type { BulkRunProps } from "./bulk-run";
import { Foot } from "./foot";
import { selectedKeys } from "./gather";
import { isOwn, moveOf } from "./move";
import { RowMenu, type OpenMenu } from "./row-menu";
import { TableHead } from "./table-head";
import { SkeletonRow, TableRow } from "./table-row";
import { Toolbar } from "./toolbar";
import {
  isSelected,
  nothingSelected,
  selectedCount,
  toggled,
  type BulkAction,
  type Column,
  type Filter,
  type RowAction,
  type Selection,
  type Source,
} from "./types";
import { useExport } from "./use-export";
import { useListState, useRows } from "./use-list";
import { useLook } from "./use-look";
import { useRowHandlers } from "./use-row-handlers";
import { headHeight, useWindow } from "./use-window";
import classes from "./table.module.css";

const BulkRun = onDemand<BulkRunProps>(async () => (await import("./bulk-run")).BulkRun);

const rowHeights = { comfortable: 40, compact: 32 } as const;
const pickWidth = 40;
const noFilters: readonly Filter[] = [];
const noActions: readonly BulkAction[] = [];

interface Props<Row> {
  /** What the list is called, for readers and for the export's file name. */
  name: string;
  /** Under which the browser remembers its look. */
  id: string;
  source: Source<Row>;
  columns: readonly Column<Row>[];
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
  /** Shown when there is nothing at all: one sentence and the first step to take. */
  empty: { title: string; text: ReactNode; action?: ReactNode };
  tools?: ReactNode;
}

/** The widths of the columns, for the grid that each row is. */
function gridOf<Row>(columns: readonly Column<Row>[], picks: boolean, acts: boolean): string {
  return [
    ...(picks ? [`${String(pickWidth)}px`] : []),
    ...columns.map((column) =>
      column.grow === undefined
        ? `${String(column.width)}px`
        : `minmax(${String(column.width)}px, ${String(column.grow)}fr)`,
    ),
    ...(acts ? ["var(--actions)"] : []),
  ].join(" ");
}

/**
 * The one list of the panel: pages from the server, only the rows in sight in the page, search, order, filters
 * and place in the address.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { columns, source, keyOf, nameOf, filters = noFilters, rowActions, bulkActions = noActions, onOpen } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const cache = useQueryClient();
  const [state, setState] = useListState(useMemo(() => filters.map((filter) => filter.id), [filters]));
  const [look, setLook] = useLook(props.id);
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [bulk, setBulk] = useState<BulkAction | undefined>();
  const [menu, setMenu] = useState<OpenMenu<Row> | undefined>();
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = rowHeights[look.density];
  const exportRows = useExport(props.id, source, columns, state);

  const isShown = (column: Column<Row>) => look.columns[column.id] ?? column.hidden !== true;
  const visible = useMemo(
    // The first column says what a row is; it stays.
    () => columns.filter((column, i) => i === 0 || (look.columns[column.id] ?? column.hidden !== true)),
    [columns, look.columns],
  );

  // What is drawn says which pages are asked for, and those say how many rows there are to draw.
  const [total, setTotal] = useState(0);
  const drawn = useWindow({ scroller, total, rowHeight, start: state.at });
  const view = useRows(source, state, drawn.first, Math.max(drawn.first, drawn.last - 1));
  const known = view.kind === "rows" ? view.total : 0;
  if (known !== total) setTotal(known);

  // Another filter or order is another list: nothing of the old one stays selected, and it starts at its top.
  const listKey = JSON.stringify([state.search, state.sort, state.filters]);
  const [shownKey, setShownKey] = useState(listKey);
  if (shownKey !== listKey) {
    setShownKey(listKey);
    setSelection(nothingSelected);
    setActive(0);
    setMenu(undefined);
  }
  useEffect(() => {
    if (state.at === 0) scroller.current?.scrollTo({ top: 0 });
    // The place is read once for each list; scrolling writes it afterwards.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [listKey]);

  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onScroll = () => {
    drawn.look();
    setMenu(undefined);
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      const at = Math.round((scroller.current?.scrollTop ?? 0) / rowHeight);
      if (at !== state.at) setState({ at });
    }, 250);
  };
  useEffect(
    () => () => {
      clearTimeout(settle.current);
    },
    [],
  );

  const refresh = () => void cache.invalidateQueries({ queryKey: source.key });
  const picks = bulkActions.length > 0;
  const acts = rowActions !== undefined;
  const actionsOf = (row: Row) => rowActions?.(row) ?? [];

  const focusRow = (index: number) => {
    setActive(index);
    drawn.reveal(index);
    // The row may have to be drawn first.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${String(index)}"]`)?.focus({ preventScroll: true });
    });
  };
  const toggle = (row: Row) => {
    setSelection(toggled(selection, keyOf(row)));
  };
  const onKey = (event: KeyboardEvent, index: number, row: Row) => {
    if (!isOwn(event)) return;
    const room = (scroller.current?.clientHeight ?? 0) - headHeight;
    const to = moveOf(event.key, index, Math.max(1, Math.floor(room / rowHeight) - 1), total);
    if (to !== undefined) focusRow(to);
    else if (event.key === "Enter" && onOpen !== undefined) onOpen(row);
    else if (event.key === " " && picks) toggle(row);
    else return;
    event.preventDefault();
  };
  const handlers = useRowHandlers<Row>({
    nameOf,
    open: (row) => onOpen?.(row),
    toggle,
    actionsOf,
    openMenu: (row, button) => {
      setMenu({ row, button });
    },
    focused: setActive,
    onKey,
  });
  const closeMenu = useCallback(() => {
    setMenu(undefined);
  }, []);

  const custom: CSSProperties & Record<"--columns", string> = { "--columns": gridOf(visible, picks, acts) };
  // The Tab key reaches the row of last time, or one that is there when that was scrolled away.
  const reachable = Math.max(drawn.first, Math.min(active, drawn.last - 1));
  const chosen = selectedCount(selection, total);
  const filtered = state.search !== "" || Object.keys(state.filters).length > 0;
  const sentence = format.list([
    ...(state.search === "" ? [] : [t("list.nothing.search", { text: state.search })]),
    ...filters.flatMap((filter) => {
      const value = state.filters[filter.id];
      return value === undefined ? [] : [filter.say(value)];
    }),
  ]);

  return (
    <div className={`${classes.list ?? ""} ${look.density === "compact" ? (classes.compact ?? "") : ""}`}>
      <Toolbar
        searchable={props.searchable ?? true}
        state={state}
        setState={setState}
        filters={filters}
        columns={columns}
        isShown={isShown}
        look={look}
        setLook={setLook}
        sourceKey={source.key}
        onRefresh={refresh}
        onExport={(kind) => void exportRows(kind)}
      >
        {props.tools}
      </Toolbar>
      <div ref={scroller} className={classes.scroller} onScroll={onScroll}>
        {view.kind === "error" && <ErrorState error={view.error} onRetry={view.retry} />}
        {view.kind === "rows" && total === 0 && !filtered && (
          <StateView picture="empty" title={props.empty.title} text={props.empty.text}>
            {props.empty.action}
          </StateView>
        )}
        {view.kind === "rows" && total === 0 && filtered && (
          <StateView
            picture="nothing"
            title={t("list.nothing.title")}
            text={t("list.nothing.text", { filters: sentence })}
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
        )}
        {(view.kind === "loading" || total > 0) && view.kind !== "error" && (
          <div
            role="table"
            aria-label={t("list.rows", { name: props.name, total: format.number(total) })}
            aria-rowcount={view.kind === "rows" ? total + 1 : -1}
            aria-busy={view.kind === "loading" || view.stale}
            className={`${classes.table ?? ""} ${view.kind === "rows" && view.stale ? (classes.stale ?? "") : ""}`}
            style={custom}
          >
            <div role="rowgroup" className={classes.headGroup}>
              <TableHead
                columns={visible}
                sort={state.sort}
                onSort={(sort) => {
                  setState({ sort });
                }}
                picked={
                  picks
                    ? {
                        count: chosen,
                        total,
                        onAll: (all) => {
                          setSelection(all ? { kind: "all", except: new Set() } : nothingSelected);
                        },
                      }
                    : undefined
                }
                hasActions={acts}
              />
            </div>
            {view.kind === "loading" ? (
              <AfterAWhile>
                <div role="rowgroup">
                  {Array.from({ length: 12 }, (_, i) => (
                    <SkeletonRow key={i} cells={visible.length} picks={picks} />
                  ))}
                </div>
              </AfterAWhile>
            ) : (
              <div role="rowgroup" className={classes.body} style={{ height: total * rowHeight }}>
                <div
                  role="presentation"
                  className={classes.drawn}
                  style={{ transform: `translateY(${String(drawn.first * rowHeight)}px)` }}
                >
                  {Array.from({ length: drawn.last - drawn.first }, (_, i) => {
                    const index = drawn.first + i;
                    const row = view.row(index);
                    if (row === undefined) return <SkeletonRow key={index} cells={visible.length} picks={picks} />;
                    return (
                      <TableRow
                        key={index}
                        row={row}
                        index={index}
                        columns={visible}
                        selected={picks && isSelected(selection, keyOf(row))}
                        active={index === reachable}
                        picks={picks}
                        opens={onOpen !== undefined}
                        acts={acts}
                        handlers={handlers}
                      />
                    );
                  })}
                </div>
              </div>
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
          onSelect={setSelection}
          onChoose={setBulk}
        />
      )}
      <Foot scroller={scroller} rowHeight={rowHeight} total={view.kind === "rows" ? total : undefined} />
      {bulk !== undefined && (
        <BulkRun
          action={bulk}
          count={chosen}
          gather={(signal, onProgress) => selectedKeys(source, state, selection, keyOf, signal, onProgress)}
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
