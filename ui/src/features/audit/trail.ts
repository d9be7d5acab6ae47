import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, type UIEvent } from "react";

import { useInterval, useLive } from "~/api/live";
import { parse } from "~/api/read";
import { pageOptions, type ListState } from "~/components/table/use-list";

import { auditSource, lists, newestEntry } from "./queries";

/** A run of changes, of an import for example, is told once for each of these. Milliseconds. */
const rest = 500;

/** The number of the newest entry, kept up to date. Without the stream it is asked for now and then. */
export function useNewest(live: boolean) {
  const cache = useQueryClient();
  const interval = useInterval(5_000);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const heard = useRef(0);
  useLive(live ? "changes" : undefined, ({ seq }) => {
    heard.current = seq;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      cache.setQueryData(newestEntry.queryKey, heard.current);
    }, rest);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return useQuery({ ...newestEntry, refetchInterval: live ? interval : false, refetchOnWindowFocus: live });
}

/**
 * How far the list goes: to the newest entry, but not while somebody reads, for whom the rows must not move. Rows are
 * there before the list goes to them, so that it is never empty in between. Returns how to go to another entry, too.
 */
export function useShownUpTo(
  newest: number | undefined,
  state: ListState,
  follow: boolean,
): [number | undefined, (seq: number) => Promise<void>] {
  const cache = useQueryClient();
  const [shown, setShown] = useState(newest);
  if (shown === undefined && newest !== undefined) setShown(newest);
  const stateText = JSON.stringify({ ...state, at: 0 });
  const fetched = useCallback(
    async (seq: number) => {
      const head = pageOptions(auditSource(seq), parse<ListState>(stateText), 0);
      // What fails is told by the list, which asks for it again.
      await cache.query(head).catch(() => undefined);
    },
    [cache, stateText],
  );
  useEffect(() => {
    // A trail that is shorter now is another one, of a restored copy.
    const goesOn = newest !== undefined && shown !== undefined && (newest < shown || (newest > shown && follow));
    if (!goesOn) return undefined;
    let isOver = false;
    void fetched(newest).then(() => {
      if (!isOver) setShown(newest);
    });
    return () => {
      isOver = true;
    };
  }, [newest, shown, follow, fetched]);
  useEffect(() => {
    cache.removeQueries({
      queryKey: lists,
      type: "inactive",
      predicate: ({ queryKey }) => Number(queryKey[lists.length]) < (shown ?? 0),
    });
  }, [cache, shown]);
  const show = async (seq: number) => {
    await fetched(seq);
    setShown(seq);
  };
  return [shown, show];
}

/** Whether somebody is in the midst of a list: scrolled down, on a row last, or with a part of it selected. */
export function useReading() {
  const list = useRef<HTMLDivElement>(null);
  const scroller = useRef<Element>(undefined);
  const [isDown, setDown] = useState(false);
  const [isOnRow, setOnRow] = useState(false);
  const [hasSelected, setSelected] = useState(false);
  useEffect(() => {
    const touch = ({ target }: Event) => {
      // A dialog lies outside, and is about a row: who comes back from it goes on there. The button that shows what is
      // new must not be gone before it is released.
      if (!(target instanceof Element) || target.closest("main") === null || target.closest("[data-news]") !== null)
        return;
      setOnRow(list.current?.contains(target) === true && target.closest('[role="row"][data-index]') !== null);
    };
    const look = () => {
      const selection = document.getSelection();
      const where = selection?.anchorNode ?? null;
      setSelected(selection?.isCollapsed === false && list.current?.contains(where) === true);
    };
    document.addEventListener("focusin", touch);
    document.addEventListener("pointerdown", touch);
    document.addEventListener("selectionchange", look);
    return () => {
      document.removeEventListener("focusin", touch);
      document.removeEventListener("pointerdown", touch);
      document.removeEventListener("selectionchange", look);
    };
  }, []);
  return {
    isReading: isDown || isOnRow || hasSelected,
    /** For the element around the list. */
    watched: {
      ref: list,
      onScrollCapture: ({ target }: UIEvent) => {
        if (!(target instanceof Element)) return;
        scroller.current = target;
        setDown(target.scrollTop > 0);
      },
    },
    toTop: () => {
      scroller.current?.scrollTo({ top: 0 });
      list.current?.focus({ preventScroll: true });
    },
  };
}
