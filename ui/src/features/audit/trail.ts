import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type UIEvent } from "react";

import { useInterval, useLive } from "~/api/live";

import { lists, newestEntry } from "./queries";

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
 * How far the list goes: to the newest entry, but not while somebody reads, for whom the rows must not move.
 * Returns how to go to another entry, too.
 */
export function useShownUpTo(newest: number | undefined, follow: boolean): [number | undefined, (seq: number) => void] {
  const cache = useQueryClient();
  const [shown, setShown] = useState(newest);
  // A trail that is shorter now is another one, of a restored copy.
  if (newest !== undefined && newest !== shown && (shown === undefined || follow || newest < shown)) setShown(newest);
  useEffect(() => {
    cache.removeQueries({
      queryKey: lists,
      type: "inactive",
      predicate: ({ queryKey }) => queryKey[lists.length] !== shown,
    });
  }, [cache, shown]);
  return [shown, setShown];
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
