import {
  IconApi,
  IconAt,
  IconDevices,
  IconHistory,
  IconHome,
  IconKey, IconMailbox,
  IconUserShield,
  IconTemplate, IconWorld,
  IconWorldShare,
  type Icon,
} from "@tabler/icons-react";
import type { ParseKeys } from "i18next";

export interface NavigationEntry {
  to: string;
  /** Its name, a text of "frame". */
  label: ParseKeys<"frame">;
  icon: Icon;
  /** Without this permission the room is not shown. */
  permission: string;
}

export interface NavigationGroup {
  label?: ParseKeys<"frame">;
  entries: NavigationEntry[];
}

/** The rooms of the panel, in their order; one that is not built is not here. */
export const navigation: NavigationGroup[] = [
  { entries: [{ to: "/", label: "home", icon: IconHome, permission: "system_read" }] },
  {
    label: "group.email",
    entries: [
      { to: "/domains", label: "domains", icon: IconWorld, permission: "domains_read" },
      { to: "/mailboxes", label: "mailboxes", icon: IconMailbox, permission: "mailboxes_read" },
      { to: "/aliases", label: "aliases", icon: IconAt, permission: "aliases_read" },
      { to: "/alias-domains", label: "alias_domains", icon: IconWorldShare, permission: "domains_read" },
    ],
  },
  {
    label: "group.system",
    entries: [
      { to: "/administrators", label: "administrators", icon: IconUserShield, permission: "access_read" },
      { to: "/keys", label: "api_keys", icon: IconApi, permission: "access_read" },
      { to: "/sessions", label: "sessions", icon: IconDevices, permission: "access_read" },
    ],
  },
  {
    label: "group.options",
    entries: [
      { to: "/dkim", label: "dkim", icon: IconKey, permission: "dkim_read" },
      { to: "/templates", label: "templates", icon: IconTemplate, permission: "domains_read" },
    ],
  },
  {
    label: "group.logs",
    entries: [
      { to: "/changes", label: "audit", icon: IconHistory, permission: "access_read" },
    ],
  },
];

/** Whether a path leads to a room or into it. */
export const isWithin = (path: string, room: string): boolean =>
  room === "/" ? path === "/" : path === room || path.startsWith(`${room}/`);
