import { useQueryClient, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { api, unwrap } from "~/api/client";
import { useLive, whenStreamEnds } from "~/api/live";
import { useMay } from "~/lib/session";

/** What is read anew when an object of this kind was changed: the first parts of the queries' keys. */
const shows: Partial<Record<string, readonly string[]>> = {
  domain: ["domains", "alias-domains", "dkim"],
  alias_domain: ["alias-domains", "domains", "aliases", "dkim"],
  mailbox: ["mailboxes", "domains", "aliases"],
  alias: ["aliases", "domains"],
  dkim: ["dkim", "domains"],
  template: ["templates"],
  administrator: ["administrators"],
  api_key: ["api-keys"],
  session: ["sessions"],
};

/** A run of changes, of an import for example, is read once for each of these. Milliseconds. */
const rest = 1_000;

/**
 * Reads anew what the key shows. What is just being read may have been read before the change: it is read once more
 * when it has come, and not cut off, which a run of changes would do again and again.
 */
function readAgain(cache: QueryClient, queryKey: QueryKey): void {
  const running = cache.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" });
  void cache.invalidateQueries({ queryKey }, { cancelRefetch: false });
  for (const query of running) {
    const again = () => void cache.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false });
    query.promise?.then(again, again);
  }
}

/** Brings what is shown up to date with what others change. A form keeps what it was opened with. */
export function useLiveChanges(): void {
  const cache = useQueryClient();
  const may = useMay("system_read");
  const stale = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readAnew = (rooms: readonly string[]) => {
    for (const room of rooms) stale.current.add(room);
    if (stale.current.size === 0) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const found = [...stale.current];
      stale.current.clear();
      for (const room of found) readAgain(cache, [room]);
    }, rest);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  useLive(
    may ? "changes" : undefined,
    ({ kind, object }) => {
      readAnew(shows[kind] ?? []);
      readAgain(cache, ["audit", "object", kind, object]);
    },
    (gap) => {
      if (gap) readAnew([...new Set(Object.values(shows).flatMap((rooms) => rooms ?? []))]);
    },
  );
}

/** Asks who is signed in when the live stream ends: a session that was ended leads to the sign-in without a click. */
export function useStreamEnds(): void {
  const cache = useQueryClient();
  useEffect(
    () =>
      whenStreamEnds(async () => {
        const asked = cache.query({
          queryKey: ["session"],
          queryFn: ({ signal }) => unwrap(api.GET("/api/v2/session", { signal })),
          staleTime: 0,
        });
        return asked.then(
          () => true,
          () => false,
        );
      }),
    [cache],
  );
}
