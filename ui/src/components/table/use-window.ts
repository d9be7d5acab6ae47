import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** Of so many rows the drawn part grows and shrinks at once: scrolling inside a block draws nothing. */
const block = 8;
/** The list's head, which covers the first rows of what is scrolled to. */
export const headHeight = 36;

/** The rows that are drawn: from `first` up to `last`, without it. */
interface Drawn {
  first: number;
  last: number;
}

function drawnAround(top: number, height: number, rowHeight: number, total: number): Drawn {
  const shown = Math.floor(top / rowHeight);
  const end = Math.ceil((top + height) / rowHeight);
  return {
    first: Math.max(0, Math.floor(shown / block) - 1) * block,
    last: Math.min(total, (Math.ceil(end / block) + 1) * block),
  };
}

interface Options {
  scroller: RefObject<HTMLDivElement | null>;
  total: number;
  rowHeight: number;
  /** The row at the top when the list appears. */
  start: number;
}

/** Which rows of a long list are drawn, where all are equally high. */
export function useWindow({ scroller, total, rowHeight, start }: Options) {
  const [drawn, setDrawn] = useState<Drawn>({ first: Math.max(0, start - block), last: start + 40 });
  const placed = useRef<number>(undefined);

  const look = () => {
    const element = scroller.current;
    if (element === null || total === 0) return;
    const next = drawnAround(element.scrollTop, element.clientHeight, rowHeight, total);
    setDrawn((before) => (before.first === next.first && before.last === next.last ? before : next));
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || total === 0) return undefined;
    if (placed.current === undefined) element.scrollTo({ top: start * rowHeight });
    // Other rows are higher or lower: the one at the top stays there.
    else if (placed.current !== rowHeight) element.scrollTo({ top: (element.scrollTop / placed.current) * rowHeight });
    placed.current = rowHeight;
    // It looks once when it begins, too.
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => {
      resized.disconnect();
    };
    // `start` is read once, when the rows appear; `look` is another only with the rest.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [scroller, total, rowHeight]);

  /** Brings a row into sight, as little as that takes. */
  const reveal = (index: number) => {
    const element = scroller.current;
    if (element === null) return;
    const top = index * rowHeight;
    const room = element.clientHeight - headHeight - rowHeight;
    if (top < element.scrollTop) element.scrollTo({ top });
    else if (top > element.scrollTop + room) element.scrollTo({ top: top - room });
    look();
  };
  return { first: Math.min(drawn.first, total), last: Math.min(drawn.last, total), look, reveal };
}
