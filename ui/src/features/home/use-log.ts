import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";

import { isProblem } from "~/api/client";
import { useInterval, useLive } from "~/api/live";

import { fetchLog, linesOfLog, type LogLine, type ServiceName } from "./queries";

export interface LogShown {
  /** The oldest first. While it is followed no more than the newest thousand. */
  lines: LogLine[];
  /** The cursor of what is before them; null at the start of the log. */
  before: string | null;
  /** The cursor of what comes behind them. */
  after: string;
}

const key = (name: ServiceName, search: string) => ["services", "log", name, search];

async function readAnew(name: ServiceName, search: string, signal: AbortSignal): Promise<LogShown> {
  const { items, before, after } = await fetchLog(name, { search }, signal);
  return { lines: items, before: before ?? null, after };
}

/** Reads on where it stopped the last time; from the start when the log was cut meanwhile. */
async function readOn(cache: QueryClient, name: ServiceName, search: string, signal: AbortSignal): Promise<LogShown> {
  const shown = cache.getQueryData<LogShown>(key(name, search));
  if (shown === undefined) return readAnew(name, search, signal);
  try {
    const page = await fetchLog(name, { search, after: shown.after }, signal);
    const all = [...shown.lines, ...page.items];
    const lines = all.slice(-linesOfLog);
    // A line's id is the cursor of what is before it.
    return { lines, before: lines.length < all.length ? (lines[0]?.id ?? null) : shown.before, after: page.after };
  } catch (error) {
    if (!isProblem(error, "logs.cursor_expired")) throw error;
    return readAnew(name, search, signal);
  }
}

const logQuery = (name: ServiceName, search: string) =>
  queryOptions({
    queryKey: key(name, search),
    queryFn: ({ client, signal }) => readOn(client, name, search, signal),
    gcTime: 30_000,
  });

/** The newest lines of a service's log, and those that come while it is followed. */
export function useServiceLog(name: ServiceName, search: string, following: boolean) {
  const interval = useInterval(2_000);
  const found = useQuery({
    ...logQuery(name, search),
    refetchInterval: following ? interval : false,
    staleTime: following ? 0 : Infinity,
  });
  // News says that there is something behind the cursor. Read from there, no line is missing and none comes twice,
  // and the server alone decides what a search finds.
  const readNews = () => {
    void found.refetch({ cancelRefetch: false });
  };
  useLive(following ? `logs:${name}` : undefined, readNews, readNews);

  const cache = useQueryClient();
  const asked = useRef<string>(undefined);
  const before = found.data?.before ?? null;
  /** Brings what is before the oldest line, if there is something. */
  const readOlder = useCallback(async () => {
    if (before === null || asked.current === before) return;
    asked.current = before;
    try {
      const page = await fetchLog(name, { search, before });
      cache.setQueryData<LogShown>(key(name, search), (shown) =>
        shown?.before === before
          ? { ...shown, lines: [...page.items, ...shown.lines], before: page.before ?? null }
          : shown,
      );
    } finally {
      asked.current = undefined;
    }
  }, [before, cache, name, search]);
  return { ...found, readOlder };
}
