import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

import { momentOf } from "./times";

export type AuditEntry = Schema["AuditEntry"];

/** What the filters of the list say to the API. */
function asked(filters: Record<string, string>) {
  const now = new Date();
  const since = momentOf(filters["since"], "first", now);
  const until = momentOf(filters["until"], "last", now);
  return {
    ...(filters["actor"] === undefined ? {} : { actor: filters["actor"] }),
    ...(filters["action"] === undefined ? {} : { action: filters["action"] }),
    ...(filters["object"] === undefined ? {} : { object: filters["object"] }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

export const lists = ["audit", "list"] as const;

/** The trail up to an entry: whatever is written later, its rows stay in their places. */
export const auditSource = (upTo: number): Source<AuditEntry> => ({
  key: [...lists, upTo],
  counted: 1_000,
  fetch: ({ search, filters, cursor, limit }: ListQuery, signal) =>
    unwrap(
      api.GET("/api/v2/audit", {
        params: {
          query: {
            limit,
            up_to: upTo,
            ...(search === undefined ? {} : { search }),
            ...(cursor === undefined ? {} : { cursor }),
            ...asked(filters),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    ),
});

/** How many entries between two would be in a list with these filters. */
export const newsQuery = (after: number, upTo: number, search: string, filters: Record<string, string>) =>
  queryOptions<number>({
    queryKey: ["audit", "news", after, upTo, search, filters],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const query = { limit: 1, after, up_to: upTo, ...(search === "" ? {} : { search }), ...asked(filters) };
      return (await unwrap(api.GET("/api/v2/audit", { params: { query }, signal }))).total;
    },
    placeholderData: keepPreviousData,
  });

export const auditEntry = (seq: number) =>
  queryOptions({
    queryKey: ["audit", "entry", seq],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const query = { limit: 1, after: seq - 1, up_to: seq };
      const page = await unwrap(api.GET("/api/v2/audit", { params: { query }, signal }));
      return page.items[0] ?? null;
    },
  });

export const checkChain = () => unwrap(api.GET("/api/v2/audit/check"));

/** The number of the newest entry. */
export const newestEntry = queryOptions({
  queryKey: ["audit", "newest"],
  queryFn: async ({ signal }) => {
    const page = await unwrap(api.GET("/api/v2/audit", { params: { query: { limit: 1 } }, signal }));
    return page.items[0]?.seq ?? 0;
  },
});
