import type { ParseKeys } from "i18next";

/** What the palette can start: the "add" dialogs of the rooms. */
export const additions: { to: string; label: ParseKeys<"palette">; permission: string }[] = [
  { to: "/domains", label: "add.domain", permission: "domains_write" },
  { to: "/mailboxes", label: "add.mailbox", permission: "mailboxes_write" },
  { to: "/aliases", label: "add.alias", permission: "aliases_write" },
  { to: "/alias-domains", label: "add.aliasDomain", permission: "domains_write" },
];
