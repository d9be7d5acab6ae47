import { queryOptions } from "@tanstack/react-query";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

export type AliasDomain = Schema["AliasDomain"];
export type NewAliasDomain = Schema["NewAliasDomain"];
export type AliasDomainPatch = Schema["AliasDomainPatch"];
export type AliasDomainAction = Schema["AliasDomainBulk"]["action"];

const flag = (value: string | undefined) => (value === undefined ? undefined : value === "yes");

export const aliasDomainSource: Source<AliasDomain> = {
  key: ["alias-domains", "list"],
  fetch: ({ search, sort, filters, cursor, limit }: ListQuery, signal) =>
    unwrap(
      api.GET("/api/v2/alias-domains", {
        params: {
          query: {
            limit,
            ...(search === undefined ? {} : { search }),
            ...(sort === undefined ? {} : { sort }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(filters["target"] === undefined ? {} : { target: filters["target"] }),
            ...(filters["active"] === undefined ? {} : { active: flag(filters["active"]) ?? null }),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    ),
};

export const aliasDomainQuery = (name: string) =>
  queryOptions({
    queryKey: ["alias-domains", "one", name],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/alias-domains/{domain}", { params: { path: { domain: name } }, signal })),
  });

/** What a deletion would take along. */
export const deletionOf = (name: string) =>
  queryOptions({
    queryKey: ["alias-domains", "deletion", name],
    staleTime: 0,
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/deletion/alias-domains", { params: { query: { names: [name] } }, signal })),
  });

export const createAliasDomain = (wanted: NewAliasDomain) =>
  unwrap(api.POST("/api/v2/alias-domains", { body: wanted, headers: idempotent() }));

export const updateAliasDomain = (name: string, patch: AliasDomainPatch, tag: string) =>
  unwrap(
    api.PATCH("/api/v2/alias-domains/{domain}", {
      params: { path: { domain: name } },
      body: patch,
      headers: ifMatch(tag),
    }),
  );

export const deleteAliasDomain = (name: string) =>
  unwrap(api.DELETE("/api/v2/alias-domains/{domain}", { params: { path: { domain: name } } }));

export const bulkAliasDomains = (names: string[], action: AliasDomainAction) =>
  unwrap(api.POST("/api/v2/alias-domains/bulk", { body: { names, action } }));
