import { queryOptions } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";
import { useSwitch } from "~/components/use-switch";

export type Domain = Schema["Domain"];
export type NewDomain = Schema["NewDomain"];
export type DomainPatch = Schema["DomainPatch"];
export type DomainTemplate = Schema["TemplateOfDomainAttributes"];

const flag = (value: string | undefined) => (value === undefined ? undefined : value === "yes");

export const domainSource: Source<Domain> = {
  key: ["domains", "list"],
  fetch: ({ search, sort, filters, cursor, limit }: ListQuery, signal) =>
    unwrap(
      api.GET("/api/v2/domains", {
        params: {
          query: {
            limit,
            ...(search === undefined ? {} : { search }),
            ...(sort === undefined ? {} : { sort }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(filters["tag"] === undefined ? {} : { tags: [filters["tag"]] }),
            ...(filters["active"] === undefined ? {} : { active: flag(filters["active"]) ?? null }),
            ...(filters["relay"] === undefined ? {} : { backup_mx: flag(filters["relay"]) ?? null }),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    ),
};

export const domainQuery = (name: string) =>
  queryOptions({
    queryKey: ["domains", "one", name],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/domains/{domain}", { params: { path: { domain: name } }, signal })),
  });

export const createDomain = (wanted: NewDomain) =>
  unwrap(api.POST("/api/v2/domains", { body: wanted, headers: idempotent() }));

export const updateDomain = (name: string, patch: DomainPatch, tag: string) =>
  unwrap(
    api.PATCH("/api/v2/domains/{domain}", {
      params: { path: { domain: name } },
      body: patch,
      headers: ifMatch(tag),
    }),
  );

export const deleteDomain = (name: string) =>
  unwrap(api.DELETE("/api/v2/domains/{domain}", { params: { path: { domain: name } } }));

export const domainTemplates = queryOptions({
  queryKey: ["templates", "domain", "choices"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/templates/domain", { params: { query: { limit: 500 } }, signal })),
});

export const bulkDomains = (names: string[], action: Schema["DomainBulk"]["action"]) =>
  unwrap(api.POST("/api/v2/domains/bulk", { body: { names, action } }));

/** What deleting these would take with it, and which of them still have mailboxes. */
export const weighDomains = (names: string[], signal: AbortSignal) =>
  unwrap(api.GET("/api/v2/deletion/domains", { params: { query: { names } }, signal }));

/** As many as a detail page shows of something that has a room of its own. */
const firsts = 20;

export const mailboxesIn = (domain: string) =>
  queryOptions({
    queryKey: ["mailboxes", "in", domain],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/mailboxes", { params: { query: { domain, limit: firsts } }, signal })),
  });

export const aliasesIn = (domain: string) =>
  queryOptions({
    queryKey: ["aliases", "in", domain],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/aliases", { params: { query: { domain, limit: firsts } }, signal })),
  });

export const aliasDomainsOf = (target: string) =>
  queryOptions({
    queryKey: ["alias-domains", "of", target],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/alias-domains", { params: { query: { target, limit: firsts } }, signal })),
  });

/** Switches a domain on or off at once, with an undo. */
export function useSetActive(): (domain: Domain, active: boolean) => Promise<void> {
  const { t } = useTranslation("domains");
  return useSwitch<Domain, boolean>({
    update: (domain, active) => updateDomain(domain.name, { active }, "*"),
    stateOf: (domain) => domain.active,
    membersOf: (active) => ({ active }),
    key: "name",
    changes: ["domains"],
    say: (domain, active) => t(active ? "done.activated" : "done.deactivated", { name: domain.display_name }),
  });
}
