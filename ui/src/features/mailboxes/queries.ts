import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";
import { useSwitch } from "~/components/use-switch";
import { useMay } from "~/lib/session";

export type Mailbox = Schema["Mailbox"];
export type NewMailbox = Schema["NewMailbox"];
export type MailboxPatch = Schema["MailboxPatch"];
export type MailboxState = Mailbox["state"];

const states: Record<string, MailboxState> = { active: "active", no_login: "no_login", inactive: "inactive" };

/** In seconds since 1970, as the API takes times. */
const daysAgo = (days: number): number => Math.floor(Date.now() / 1000) - days * 86_400;

const switchedOff: Record<string, Record<string, boolean>> = {
  imap: { imap_access: false },
  pop3: { pop3_access: false },
  smtp: { smtp_access: false },
  sieve: { sieve_access: false },
};

export const mailboxSource: Source<Mailbox> = {
  key: ["mailboxes", "list"],
  fetch: ({ search, sort, filters, cursor, limit }: ListQuery, signal) => {
    const state = states[filters["state"] ?? ""];
    return unwrap(
      api.GET("/api/v2/mailboxes", {
        params: {
          query: {
            limit,
            ...(search === undefined ? {} : { search }),
            ...(sort === undefined ? {} : { sort }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(filters["domain"] === undefined ? {} : { domain: filters["domain"] }),
            ...(filters["tag"] === undefined ? {} : { tags: [filters["tag"]] }),
            ...(state === undefined ? {} : { state }),
            ...(filters["used"] === undefined ? {} : { quota_used_over: Number(filters["used"]) }),
            ...(filters["unused"] === undefined ? {} : { last_login_before: daysAgo(Number(filters["unused"])) }),
            ...(filters["without"] === undefined ? {} : switchedOff[filters["without"]]),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  },
};

/** The names of all domains that are out of service: mostly none, or a few. */
const inactiveDomains = queryOptions({
  queryKey: ["domains", "inactive"],
  staleTime: 30_000,
  queryFn: async ({ signal }) => {
    const names = new Set<string>();
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: { active: boolean; limit: number; cursor?: string } = { active: false, limit: 500 };
      if (cursor !== "") query.cursor = cursor;
      const page: Schema["PageOfDomain"] = await unwrap(api.GET("/api/v2/domains", { params: { query }, signal }));
      for (const { name } of page.items) names.add(name);
      cursor = page.next_cursor;
    }
    return names;
  },
});

const none: ReadonlySet<string> = new Set();

/** The domains whose mailboxes are out of service with them. */
export function useInactiveDomains(): ReadonlySet<string> {
  return useQuery({ ...inactiveDomains, enabled: useMay("domains_read") }).data ?? none;
}

export const mailboxQuery = (address: string) =>
  queryOptions({
    queryKey: ["mailboxes", "one", address],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/mailboxes/{address}", { params: { path: { address } }, signal })),
  });

export const createMailbox = (wanted: NewMailbox) =>
  unwrap(api.POST("/api/v2/mailboxes", { body: wanted, headers: idempotent() }));

export const updateMailbox = (address: string, patch: MailboxPatch, tag: string) =>
  unwrap(
    api.PATCH("/api/v2/mailboxes/{address}", {
      params: { path: { address } },
      body: patch,
      headers: ifMatch(tag),
    }),
  );

export const renameMailbox = (address: string, wanted: Schema["RenameMailbox"]) =>
  unwrap(api.POST("/api/v2/mailboxes/{address}/rename", { params: { path: { address } }, body: wanted }));

export const deleteMailbox = (address: string) =>
  unwrap(api.DELETE("/api/v2/mailboxes/{address}", { params: { path: { address } } }));

/** An action on several mailboxes, with what it sets. */
export type MailboxAction = Omit<Schema["MailboxBulk"], "addresses">;

export const bulkMailboxes = (addresses: string[], action: MailboxAction) =>
  unwrap(api.POST("/api/v2/mailboxes/bulk", { body: { addresses, ...action } }));

/** What deleting these would take with it. */
export const weighMailboxes = (addresses: string[], signal: AbortSignal) =>
  unwrap(api.GET("/api/v2/deletion/mailboxes", { params: { query: { addresses } }, signal }));

export const mailboxTemplates = queryOptions({
  queryKey: ["templates", "mailbox", "choices"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/templates/mailbox", { params: { query: { limit: 500 } }, signal })),
});

/** Limits of the domain that a mailbox is in: how much its quota may be. */
export const domainLimits = (name: string) =>
  queryOptions({
    queryKey: ["domains", "limits", name],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v2/domains/{domain}", { params: { path: { domain: name } }, signal })),
  });

/** The newest of the sign-ins over mail protocols. */
export function lastLogin(mailbox: Mailbox): string | null {
  const times = [mailbox.last_imap_login, mailbox.last_pop3_login, mailbox.last_smtp_login];
  return times.reduce<string | null>(
    (newest, time) => (time !== null && (newest === null || time > newest) ? time : newest),
    null,
  );
}

export type ClientSettings = Schema["ClientSettings"];

export const clientSettingsQuery = (address: string) =>
  queryOptions({
    queryKey: ["mailboxes", "client-settings", address],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/mailboxes/{address}/client-settings", { params: { path: { address } }, signal })),
  });

/** The first aliases that lead to a mailbox. */
export const aliasesTo = (address: string) =>
  queryOptions({
    queryKey: ["aliases", "to", address],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/aliases", { params: { query: { destination: address, limit: 100 } }, signal })),
  });

/** Switches a mailbox at once, with an undo. */
export function useSetState(): (mailbox: Mailbox, state: MailboxState) => Promise<void> {
  const { t } = useTranslation("mailboxes");
  return useSwitch<Mailbox, MailboxState>({
    update: (mailbox, state) => updateMailbox(mailbox.address, { state }, "*"),
    stateOf: (mailbox) => mailbox.state,
    membersOf: (state) => ({ state }),
    key: "address",
    changes: ["mailboxes"],
    say: (mailbox, state) => t(`done.${state}`, { name: mailbox.address }),
  });
}
