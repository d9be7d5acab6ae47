import { queryOptions } from "@tanstack/react-query";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

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
  queryKey: ["templates", "domain"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/templates/domain", { signal })),
});
