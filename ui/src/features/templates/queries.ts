import { queryOptions } from "@tanstack/react-query";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

export type DomainTemplate = Schema["TemplateOfDomainAttributes"];
export type MailboxTemplate = Schema["TemplateOfMailboxAttributes"];

/** The template that every server has, and that is used when none is chosen. */
export const defaultName = "Default";

const asked = ({ search, sort, cursor, limit }: ListQuery, signal: AbortSignal | undefined) => ({
  params: {
    query: {
      limit,
      ...(search === undefined ? {} : { search }),
      ...(sort === undefined ? {} : { sort }),
      ...(cursor === undefined ? {} : { cursor }),
    },
  },
  ...(signal === undefined ? {} : { signal }),
});

export const domainTemplateSource: Source<DomainTemplate> = {
  key: ["templates", "domain", "list"],
  fetch: (query, signal) => unwrap(api.GET("/api/v2/templates/domain", asked(query, signal))),
};

export const mailboxTemplateSource: Source<MailboxTemplate> = {
  key: ["templates", "mailbox", "list"],
  fetch: (query, signal) => unwrap(api.GET("/api/v2/templates/mailbox", asked(query, signal))),
};

export const domainTemplate = (id: number) =>
  queryOptions({
    queryKey: ["templates", "domain", "one", id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/templates/domain/{id}", { params: { path: { id: String(id) } }, signal })),
  });

export const mailboxTemplate = (id: number) =>
  queryOptions({
    queryKey: ["templates", "mailbox", "one", id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/templates/mailbox/{id}", { params: { path: { id: String(id) } }, signal })),
  });

export const createDomainTemplate = (body: Schema["NewTemplateOfDomainAttributes"]) =>
  unwrap(api.POST("/api/v2/templates/domain", { body, headers: idempotent() }));

export const createMailboxTemplate = (body: Schema["NewTemplateOfMailboxAttributes"]) =>
  unwrap(api.POST("/api/v2/templates/mailbox", { body, headers: idempotent() }));

export const updateDomainTemplate = (id: number, body: Schema["TemplatePatchOfDomainAttributes"], tag: string) =>
  unwrap(api.PATCH("/api/v2/templates/domain/{id}", { params: { path: { id: String(id) } }, body, headers: ifMatch(tag) }));

export const updateMailboxTemplate = (id: number, body: Schema["TemplatePatchOfMailboxAttributes"], tag: string) =>
  unwrap(api.PATCH("/api/v2/templates/mailbox/{id}", { params: { path: { id: String(id) } }, body, headers: ifMatch(tag) }));

export const deleteTemplate = (kind: "domain" | "mailbox", id: number) =>
  kind === "domain"
    ? unwrap(api.DELETE("/api/v2/templates/domain/{id}", { params: { path: { id: String(id) } } }))
    : unwrap(api.DELETE("/api/v2/templates/mailbox/{id}", { params: { path: { id: String(id) } } }));
