import { ActionIcon, Button, Checkbox, Menu, Tooltip, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowDown, IconArrowUp, IconChevronUp, IconDots } from "@tabler/icons-react";
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { getCoreRowModel, useReactTable, type ColumnDef } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { notifyFailed } from "~/components/notify";
import { AfterAWhile, ErrorState, StateView } from "~/components/states";
import { csv, download } from "~/lib/download";
import { useFormat } from "~/lib/format";

import { BulkRun } from "./bulk-run";
import { everyPage, selectedKeys } from "./gather";
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
import { useListState, useRows } from "./use-list";
import { useLook } from "./use-look";
import classes from "./table.module.css";

const rowHeights = { comfortable: 40, compact: 32 } as const;
const pickWidth = 40;

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

/**
 * The one list of the panel: pages from the server, only the rows in sight in the page, search, order, filters
 * and place in the address.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { columns, source, keyOf, nameOf, filters = [], rowActions, bulkActions = [], onOpen } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const cache = useQueryClient();
  const refreshing = useIsFetching({ queryKey: source.key }) > 0;
  const [state, setState] = useListState(useMemo(() => filters.map((filter) => filter.id), [filters]));
  const [look, setLook] = useLook(props.id);
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [bulk, setBulk] = useState<BulkAction | undefined>();
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: state.at, last: state.at + 40 });
  const rowHeight = rowHeights[look.density];

  const isShown = (column: Column<Row>) => look.columns[column.id] ?? column.hidden !== true;
  const definitions = useMemo<ColumnDef<Row>[]>(
    () => columns.map((column) => ({ id: column.id, header: column.header, meta: column })),
    [columns],
  );
  const table = useReactTable({
    data: [],
    columns: definitions,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    manualFiltering: true,
    manualPagination: true,
    state: {
      columnVisibility: Object.fromEntries(columns.map((column, i) => [column.id, i === 0 || isShown(column)])),
    },
  });
  const visible = table
    .getVisibleLeafColumns()
    .map((leaf) => columns.find((column) => column.id === leaf.id))
    .filter((column) => column !== undefined);

  const view = useRows(source, state, range.first, range.last);
  const total = view.kind === "rows" ? view.total : 0;

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialOffset: state.at * rowHeight,
    // The header covers the first 36 pixels of what is scrolled to.
    scrollPaddingStart: 36,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  if (items.length > 0 && (first !== range.first || last !== range.last)) setRange({ first, last });

  useEffect(() => {
    virtual.measure();
  }, [rowHeight, virtual]);

  // Another filter or order is another list: nothing of the old one stays selected, and it starts at its top.
  const listKey = JSON.stringify([state.search, state.sort, state.filters]);
  const [shownKey, setShownKey] = useState(listKey);
  if (shownKey !== listKey) {
    setShownKey(listKey);
    setSelection(nothingSelected);
    setActive(0);
  }
  useEffect(() => {
    if (state.at === 0) scroller.current?.scrollTo({ top: 0 });
    // The place is read once for each list; scrolling writes it afterwards.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [listKey]);

  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onScroll = () => {
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

  const sortBy = (column: Column<Row>) => {
    if (column.sort === undefined) return;
    setState({ sort: state.sort === column.sort ? `-${column.sort}` : column.sort });
  };

  const exportRows = async (kind: "csv" | "json") => {
    const id = notifications.show({ message: t("loading"), loading: true, autoClose: false, withCloseButton: false });
    try {
      const kept: Row[] = [];
      for await (const page of everyPage(source, state, new AbortController().signal)) {
        kept.push(...page.rows);
        notifications.update({
          id,
          message: t("list.export.running", { done: format.number(kept.length), total: format.number(page.total) }),
        });
      }
      if (kind === "json") {
        download(`${props.id}.json`, "application/json", JSON.stringify(kept, null, 2));
      } else {
        const heads = columns.map((column) => column.header);
        const rows = kept.map((row) => columns.map((column) => column.value(row)));
        download(`${props.id}.csv`, "text/csv;charset=utf-8", csv([heads, ...rows]));
      }
    } catch (error) {
      notifyFailed(error);
    } finally {
      notifications.hide(id);
    }
  };

  const focusRow = (index: number) => {
    const next = Math.max(0, Math.min(total - 1, index));
    setActive(next);
    virtual.scrollToIndex(next);
    // The row may have to be drawn first.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${String(next)}"]`)?.focus();
    });
  };
  const onRowKey = (event: KeyboardEvent, index: number, row: Row) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, last - first - 8);
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: total - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      focusRow(next);
    } else if (event.key === "Enter" && onOpen !== undefined) {
      event.preventDefault();
      onOpen(row);
    } else if (event.key === " " && bulkActions.length > 0) {
      event.preventDefault();
      setSelection(toggled(selection, keyOf(row)));
    }
  };

  const picks = bulkActions.length > 0;
  const hasActions = rowActions !== undefined;
  const template = [
    ...(picks ? [`${String(pickWidth)}px`] : []),
    ...visible.map((column) =>
      column.grow === undefined
        ? `${String(column.width)}px`
        : `minmax(${String(column.width)}px, ${String(column.grow)}fr)`,
    ),
    ...(hasActions ? ["var(--actions)"] : []),
  ].join(" ");
  const custom: CSSProperties & Record<"--columns", string> = { "--columns": template };

  const chosen = selectedCount(selection, total);
  const cellClass = (column: Column<Row>, i: number, base: string | undefined) =>
    [
      base,
      column.align === "end" ? classes.end : "",
      i === 0 ? classes.first : "",
      i === 0 && picks ? classes.afterPick : "",
    ].join(" ");

  const filtered = state.search !== "" || Object.keys(state.filters).length > 0;
  const sentence = format.list([
    ...(state.search === "" ? [] : [t("list.nothing.search", { text: state.search })]),
    ...filters.flatMap((filter) => {
      const value = state.filters[filter.id];
      return value === undefined ? [] : [filter.say(value)];
    }),
  ]);
  const shownFirst = Math.min(total, Math.floor((virtual.scrollOffset ?? 0) / rowHeight) + 1);
  const shownLast = Math.min(
    total,
    Math.floor(((virtual.scrollOffset ?? 0) + Math.max(0, (virtual.scrollRect?.height ?? 0) - 36)) / rowHeight),
  );

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
        onRefresh={refresh}
        refreshing={refreshing && view.kind === "rows"}
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
            <div role="rowgroup">
              <div role="row" aria-rowindex={1} className={classes.header}>
                {picks && (
                  <span role="columnheader" className={classes.pick}>
                    <Checkbox
                      aria-label={t("list.selectPage")}
                      checked={chosen > 0 && chosen === total}
                      indeterminate={chosen > 0 && chosen < total}
                      onChange={(event) => {
                        setSelection(
                          event.currentTarget.checked ? { kind: "all", except: new Set() } : nothingSelected,
                        );
                      }}
                    />
                  </span>
                )}
                {visible.map((column, i) => {
                  const direction =
                    column.sort === undefined || column.sort === ""
                      ? undefined
                      : state.sort === column.sort
                        ? "ascending"
                        : state.sort === `-${column.sort}`
                          ? "descending"
                          : undefined;
                  return (
                    <div
                      key={column.id}
                      role="columnheader"
                      aria-sort={direction}
                      className={cellClass(column, i, classes.heading)}
                    >
                      {column.sort === undefined ? (
                        column.header
                      ) : (
                        <button
                          type="button"
                          className={classes.sortable}
                          aria-label={t("list.sortBy", { column: column.header })}
                          onClick={() => {
                            sortBy(column);
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
            </div>
            {view.kind === "loading" ? (
              <AfterAWhile>
                <div role="rowgroup" className={classes.body} style={{ height: 12 * rowHeight }}>
                  {Array.from({ length: 12 }, (_, i) => (
                    <SkeletonRow key={i} top={i * rowHeight} cells={visible.length} picks={picks} />
                  ))}
                </div>
              </AfterAWhile>
            ) : (
              <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
                {items.map((item) => {
                  const row = view.row(item.index);
                  if (row === undefined) {
                    return (
                      <SkeletonRow key={item.key} top={item.start} cells={visible.length} picks={picks} />
                    );
                  }
                  const key = keyOf(row);
                  const selected = isSelected(selection, key);
                  return (
                    <div
                      key={item.key}
                      role="row"
                      aria-rowindex={item.index + 2}
                      aria-selected={picks ? selected : undefined}
                      tabIndex={item.index === active ? 0 : -1}
                      data-index={item.index}
                      className={`${classes.row ?? ""} ${onOpen === undefined ? "" : (classes.openable ?? "")}`}
                      style={{ transform: `translateY(${String(item.start)}px)` }}
                      onFocus={() => {
                        setActive(item.index);
                      }}
                      onKeyDown={(event) => {
                        onRowKey(event, item.index, row);
                      }}
                      onClick={(event) => {
                        const inside = event.target instanceof Element && event.target.closest("a,button,input,label");
                        if (onOpen !== undefined && inside === null && getSelection()?.isCollapsed !== false) onOpen(row);
                      }}
                    >
                      {picks && (
                        <span role="cell" className={classes.pick}>
                          <Checkbox
                            aria-label={t("list.select", { name: nameOf(row) })}
                            checked={selected}
                            onChange={() => {
                              setSelection(toggled(selection, key));
                            }}
                          />
                        </span>
                      )}
                      {visible.map((column, i) => (
                        <div key={column.id} role="cell" className={cellClass(column, i, classes.cell)}>
                          {column.cell(row)}
                        </div>
                      ))}
                      {hasActions && <RowActions row={row} name={nameOf(row)} actions={rowActions(row)} />}
                    </div>
                  );
                })}
              </div>
            )}
          </div>
        )}
      </div>
      {chosen > 0 && (
        <div className={classes.bulk} role="region" aria-label={t("list.selected", { count: chosen })}>
          <span className={classes.bulkCount} role="status">
            {t("list.selected", { count: chosen })}
          </span>
          {selection.kind === "some" && chosen < total && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                setSelection({ kind: "all", except: new Set() });
              }}
            >
              {t("list.selectAll", { total: format.number(total) })}
            </Button>
          )}
          <BulkButtons actions={bulkActions} onChoose={setBulk} />
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => {
              setSelection(nothingSelected);
            }}
          >
            {t("list.selectNone")}
          </Button>
        </div>
      )}
      <div className={classes.foot}>
        <span role="status">
          {view.kind !== "rows"
            ? "—"
            : total === 0
              ? t("list.noneShown")
              : t("list.showing", {
                  from: format.number(shownFirst),
                  to: format.number(Math.max(shownFirst, shownLast)),
                  total: format.number(total),
                })}
        </span>
      </div>
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

/** A button for each action, and one with a menu for each group of them. */
function BulkButtons({
  actions,
  onChoose,
}: {
  actions: readonly BulkAction[];
  onChoose: (action: BulkAction) => void;
}) {
  const groups = [...new Set(actions.map((action) => action.group ?? action.id))];
  return groups.map((group) => {
    const members = actions.filter((action) => (action.group ?? action.id) === group);
    const [only] = members;
    if (only !== undefined && only.group === undefined) {
      return (
        <Button
          key={group}
          size="compact-md"
          variant={only.danger === true ? "light" : "default"}
          color={only.danger === true ? "red" : "gray"}
          {...(only.icon === undefined ? {} : { leftSection: only.icon })}
          onClick={() => {
            onChoose(only);
          }}
        >
          {only.label}
        </Button>
      );
    }
    return (
      <Menu key={group} position="top-start">
        <Menu.Target>
          <Button size="compact-md" variant="default" rightSection={<IconChevronUp size={14} />}>
            {group}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {members.map((action) => (
            <Menu.Item
              key={action.id}
              leftSection={action.icon}
              onClick={() => {
                onChoose(action);
              }}
            >
              {action.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    );
  });
}

function SkeletonRow({ top, cells, picks }: { top: number; cells: number; picks: boolean }) {
  return (
    <div role="row" className={classes.row} style={{ transform: `translateY(${String(top)}px)` }} aria-hidden="true">
      {picks && <span role="cell" />}
      {Array.from({ length: cells }, (_, i) => (
        <div key={i} role="cell" className={classes.cell}>
          <div className={classes.skeleton} />
        </div>
      ))}
    </div>
  );
}

function RowActions<Row>({ row, name, actions }: { row: Row; name: string; actions: RowAction<Row>[] }) {
  const { t } = useTranslation();
  const prominent = actions.filter((action) => action.prominent === true).slice(0, 2);
  return (
    <div role="cell" className={classes.rowActions}>
      {prominent.map((action) => (
        <Tooltip key={action.id} label={action.label}>
          <ActionIcon
            size={28}
            className={classes.prominent}
            aria-label={`${action.label}: ${name}`}
            onClick={() => {
              action.run(row);
            }}
          >
            {action.icon}
          </ActionIcon>
        </Tooltip>
      ))}
      {actions.length > 0 && (
        <Menu>
          <Menu.Target>
            <ActionIcon size={28} aria-label={t("list.actionsOf", { name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {actions.map((action) => (
              <Menu.Item
                key={action.id}
                leftSection={action.icon}
                {...(action.danger === true ? { color: "red" } : {})}
                onClick={() => {
                  action.run(row);
                }}
              >
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
