import { queryOptions } from "@tanstack/react-query";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

export type Alias = Schema["Alias"];
export type NewAlias = Schema["NewAlias"];
export type AliasPatch = Schema["AliasPatch"];
export type Delivery = Alias["delivery"];
export type AliasAction = Schema["AliasBulk"]["action"];

export const deliveries: readonly Delivery[] = ["forward", "discard", "learn_spam", "learn_ham"];

const flag = (value: string | undefined) => (value === undefined ? undefined : value === "yes");

export const aliasSource: Source<Alias> = {
  key: ["aliases", "list"],
  fetch: ({ search, sort, filters, cursor, limit }: ListQuery, signal) => {
    const delivery = deliveries.find((one) => one === filters["delivery"]);
    return unwrap(
      api.GET("/api/v2/aliases", {
        params: {
          query: {
            limit,
            ...(search === undefined ? {} : { search }),
            ...(sort === undefined ? {} : { sort }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(filters["domain"] === undefined ? {} : { domain: filters["domain"] }),
            ...(filters["destination"] === undefined ? {} : { destination: filters["destination"] }),
            ...(delivery === undefined ? {} : { delivery }),
            ...(filters["active"] === undefined ? {} : { active: flag(filters["active"]) ?? null }),
            ...(filters["internal"] === undefined ? {} : { internal: flag(filters["internal"]) ?? null }),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  },
};

export const aliasQuery = (id: string) =>
  queryOptions({
    queryKey: ["aliases", "one", id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/aliases/{id}", { params: { path: { id } }, signal })),
  });

export const createAlias = (wanted: NewAlias) =>
  unwrap(api.POST("/api/v2/aliases", { body: wanted, headers: idempotent() }));

export const updateAlias = (id: string, patch: AliasPatch, tag: string) =>
  unwrap(api.PATCH("/api/v2/aliases/{id}", { params: { path: { id } }, body: patch, headers: ifMatch(tag) }));

export const deleteAlias = (id: string) =>
  unwrap(api.DELETE("/api/v2/aliases/{id}", { params: { path: { id } } }));

export const expandAlias = (id: string) =>
  unwrap(api.POST("/api/v2/aliases/{id}/expand", { params: { path: { id } } }));

export const bulkAliases = (keys: string[], action: AliasAction) =>
  unwrap(api.POST("/api/v2/aliases/bulk", { body: { ids: keys.map(Number), action } }));
