import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";

import { isProblem } from "~/api/client";
import { useInterval, useLive } from "~/api/live";

import { fetchLog, linesOfLog, type LogLine, type ServiceName } from "./queries";

export interface LogShown {
  /** The oldest first, no more than the newest thousand. */
  lines: LogLine[];
  /** The cursor of what comes behind them. */
  after: string;
}

const key = (name: ServiceName, search: string) => ["services", "log", name, search];

/** Reads on where it stopped the last time; from the start when the log was cut meanwhile. */
async function readOn(cache: QueryClient, name: ServiceName, search: string, signal: AbortSignal): Promise<LogShown> {
  const shown = cache.getQueryData<LogShown>(key(name, search));
  try {
    const page = await fetchLog(name, { search, ...(shown === undefined ? {} : { after: shown.after }) }, signal);
    return { lines: [...(shown?.lines ?? []), ...page.items].slice(-linesOfLog), after: page.after };
  } catch (error) {
    if (shown === undefined || !isProblem(error, "logs.cursor_expired")) throw error;
    const page = await fetchLog(name, { search }, signal);
    return { lines: page.items, after: page.after };
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
  return found;
}
