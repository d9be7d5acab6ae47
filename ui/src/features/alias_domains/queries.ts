import { queryOptions } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";
import { useSwitch } from "~/components/use-switch";

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

/** What deleting these would take with it. */
export const weighAliasDomains = (names: string[], signal: AbortSignal) =>
  unwrap(api.GET("/api/v2/deletion/alias-domains", { params: { query: { names } }, signal }));

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

/** How many aliases are in an alias domain. */
export const aliasCount = (domain: string) =>
  queryOptions({
    queryKey: ["aliases", "count", domain],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v2/aliases", { params: { query: { domain, limit: 1 } }, signal }))).total,
  });

/** Switches an alias domain on or off at once, with an undo. */
export function useSetActive(): (alias: AliasDomain, active: boolean) => Promise<void> {
  const { t } = useTranslation("alias_domains");
  return useSwitch<AliasDomain, boolean>({
    update: (alias, active) => updateAliasDomain(alias.name, { active }, "*"),
    stateOf: (alias) => alias.active,
    membersOf: (active) => ({ active }),
    key: "name",
    changes: ["alias-domains"],
    say: (alias, active) => t(active ? "done.activated" : "done.deactivated", { name: alias.display_name }),
  });
}
