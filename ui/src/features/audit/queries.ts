import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

import { momentOf } from "./times";

export type AuditEntry = Schema["AuditEntry"];

export const auditSource: Source<AuditEntry> = {
  key: ["audit", "list"],
  fetch: ({ search, filters, cursor, limit }: ListQuery, signal) => {
    const now = new Date();
    const since = momentOf(filters["since"], "first", now);
    const until = momentOf(filters["until"], "last", now);
    return unwrap(
      api.GET("/api/v2/audit", {
        params: {
          query: {
            limit,
            ...(search === undefined ? {} : { search }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(filters["actor"] === undefined ? {} : { actor: filters["actor"] }),
            ...(filters["action"] === undefined ? {} : { action: filters["action"] }),
            ...(filters["object"] === undefined ? {} : { object: filters["object"] }),
            ...(since === undefined ? {} : { since }),
            ...(until === undefined ? {} : { until }),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  },
};

/** One entry by its number. The numbers have no holes, so its place in the whole trail follows from it. */
export const auditEntry = (seq: number) =>
  queryOptions({
    queryKey: ["audit", "entry", seq],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const head = await unwrap(api.GET("/api/v2/audit", { params: { query: { limit: 1 } }, signal }));
      const newest = head.items[0];
      if (newest === undefined || newest.seq <= seq) return newest?.seq === seq ? newest : null;
      const page = await unwrap(
        api.GET("/api/v2/audit", {
          params: { query: { limit: 1, cursor: `@${String(newest.seq - seq)}` } },
          signal,
        }),
      );
      return page.items.find((entry) => entry.seq === seq) ?? null;
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
