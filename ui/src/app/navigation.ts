import {
  IconApi,
  IconAt,
  IconDevices,
  IconFileText,
  IconHistory,
  IconHome,
  IconKey,
  IconListCheck,
  IconMailbox,
  IconTemplate,
  IconUserCog,
  IconUserShield,
  IconWorld,
  IconWorldShare,
  type Icon,
} from "@tabler/icons-react";
import type { ParseKeys } from "i18next";

type Label = ParseKeys<"frame">;

export interface NavigationEntry {
  to: string;
  /** Its name, a text of "frame". */
  label: Label;
  icon: Icon;
  /** Without this permission the room is not shown; who is signed in has an account without any. */
  permission?: string;
}

export interface NavigationGroup {
  /** What the group is part of, for example of "System", and its own name; none for a room that stands alone. */
  labels: readonly Label[];
  entries: readonly NavigationEntry[];
}

/** The rooms of the panel, in their order; one that is not built is not here. */
export const navigation: readonly NavigationGroup[] = [
  { labels: [], entries: [{ to: "/", label: "home", icon: IconHome, permission: "system_read" }] },
  {
    labels: ["group.email"],
    entries: [
      { to: "/domains", label: "domains", icon: IconWorld, permission: "domains_read" },
      { to: "/mailboxes", label: "mailboxes", icon: IconMailbox, permission: "mailboxes_read" },
      { to: "/aliases", label: "aliases", icon: IconAt, permission: "aliases_read" },
      { to: "/alias-domains", label: "alias_domains", icon: IconWorldShare, permission: "domains_read" },
    ],
  },
  {
    labels: ["group.system", "group.access"],
    entries: [
      { to: "/administrators", label: "administrators", icon: IconUserShield, permission: "access_read" },
      { to: "/keys", label: "api_keys", icon: IconApi, permission: "access_read" },
      { to: "/sessions", label: "sessions", icon: IconDevices, permission: "access_read" },
    ],
  },
  {
    labels: ["group.system", "group.options"],
    entries: [
      { to: "/dkim", label: "dkim", icon: IconKey, permission: "dkim_read" },
      { to: "/templates", label: "templates", icon: IconTemplate, permission: "domains_read" },
    ],
  },
  {
    labels: ["group.logs"],
    entries: [
      { to: "/logs", label: "logs", icon: IconFileText, permission: "system_read" },
      { to: "/changes", label: "audit", icon: IconHistory, permission: "access_read" },
    ],
  },
  { labels: [], entries: [{ to: "/account", label: "account.own", icon: IconUserCog }] },
];

/** Where one is led to at first and comes back to by name: no room of everyday. */
export const setUp = {
  to: "/set-up",
  label: "setUp",
  icon: IconListCheck,
  permission: "domains_write",
} as const satisfies NavigationEntry;

/** Whether somebody with these permissions sees a room, or may use what a command leads to. */
export const isAllowed = ({ permission }: { permission?: string }, permissions: readonly string[]): boolean =>
  permission === undefined || permissions.includes(permission);

/** Whether a path leads to a room or into it. */
export const isWithin = (path: string, room: string): boolean =>
  room === "/" ? path === "/" : path === room || path.startsWith(`${room}/`);
