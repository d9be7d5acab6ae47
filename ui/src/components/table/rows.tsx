import type { RowData } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";

import { isOwn, moveOf } from "./move";
import { SkeletonRow, TableRow, type RowHandlers } from "./table-row";
import type { ListColumn, ListRow } from "./use-table";
import { useRowHandlers } from "./use-row-handlers";
import classes from "./table.module.css";

/** The list's head, which covers the first rows of what is scrolled to. Pixels. */
export const headHeight = 36;

interface Props<Row extends RowData> {
  scroller: HTMLDivElement;
  total: number;
  rowHeight: number;
  /** The row at the top when the list appears. */
  start: number;
  /** The row at a place, or undefined while it is on its way. */
  rowAt: (index: number) => ListRow<Row> | undefined;
  columns: readonly ListColumn<Row>[];
  isChosen: (row: Row) => boolean;
  /** Which rows are drawn: from `first` to `last`, both among them. */
  onDrawn: (first: number, last: number) => void;
  /** What rows of this list can: be chosen, be opened, be acted on. */
  picks: boolean;
  opens: boolean;
  acts: boolean;
  handlers: Omit<RowHandlers<Row>, "focused" | "onKey">;
}

/** The rows in sight and a few around them, of a list of any length. */
export function Rows<Row extends RowData>(props: Props<Row>) {
  const { scroller, total, rowHeight, start, rowAt, columns, onDrawn, picks, opens, acts } = props;
  const [active, setActive] = useState(start);
  /** The row that the keyboard went to; it may have to be drawn first. */
  const wanted = useRef<number>(undefined);
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    initialOffset: start * rowHeight,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 8,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? first;

  useEffect(() => {
    onDrawn(first, last);
  }, [onDrawn, first, last]);

  // Other rows are higher or lower: the one at the top stays there.
  const placed = useRef(rowHeight);
  useLayoutEffect(() => {
    if (placed.current === rowHeight) return;
    const top = scroller.scrollTop / placed.current;
    placed.current = rowHeight;
    virtual.measure();
    scroller.scrollTo({ top: top * rowHeight });
  }, [virtual, scroller, rowHeight]);

  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${String(wanted.current)}"]`);
    if (row === null || row === undefined) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });

  const onKey = (event: KeyboardEvent, index: number, row: Row) => {
    if (!isOwn(event)) return;
    const inSight = Math.floor((scroller.clientHeight - headHeight) / rowHeight);
    const to = moveOf(event.key, index, Math.max(1, inSight - 1), total);
    if (to !== undefined) {
      wanted.current = to;
      setActive(to);
      virtual.scrollToIndex(to);
    } else if (event.key === "Enter" && opens) props.handlers.open(row);
    else if (event.key === " " && picks) props.handlers.toggle(row, index, event.shiftKey);
    else return;
    event.preventDefault();
  };
  const handlers = useRowHandlers<Row>({ ...props.handlers, focused: setActive, onKey });

  // The Tab key reaches the row of last time, or one that is there when that was scrolled away.
  const reachable = Math.max(first, Math.min(active, last));
  return (
    <div ref={body} role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
      <div
        role="presentation"
        className={classes.drawn}
        style={{ transform: `translateY(${String((items[0]?.start ?? headHeight) - headHeight)}px)` }}
      >
        {items.map(({ index, key }) => {
          const row = rowAt(index);
          return row === undefined ? (
            <SkeletonRow key={key} cells={columns.length} picks={picks} />
          ) : (
            <TableRow
              key={key}
              row={row}
              index={index}
              columns={columns}
              selected={picks && props.isChosen(row.original)}
              active={index === reachable}
              picks={picks}
              opens={opens}
              acts={acts}
              handlers={handlers}
            />
          );
        })}
      </div>
    </div>
  );
}
