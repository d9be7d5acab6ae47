import {
  IconDeviceDesktop,
  IconFileText,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSun,
  type Icon,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ParseKeys } from "i18next";
import { useTranslation } from "react-i18next";

import { signOut } from "~/components/sign-out";
import { serviceNames } from "~/features/home/queries";
import { useSession } from "~/lib/session";

import { languageChoices, useThemes } from "../look";
import { isAllowed, navigation, setUp } from "../navigation";
import { openShortcuts } from "../shortcuts";

/** Something that the palette offers. */
export interface Entry {
  id: string;
  icon: Icon;
  name: string;
  hint?: string;
  run: () => void;
}

interface Addition {
  to: string;
  search: Record<string, string>;
  label: ParseKeys<"palette">;
  permission: string;
}

const add = { dialog: "add" };

/** The "add" dialogs of all rooms. */
const additions: readonly Addition[] = [
  { to: "/domains", search: add, label: "add.domain", permission: "domains_write" },
  { to: "/mailboxes", search: add, label: "add.mailbox", permission: "mailboxes_write" },
  { to: "/aliases", search: add, label: "add.alias", permission: "aliases_write" },
  { to: "/alias-domains", search: add, label: "add.aliasDomain", permission: "domains_write" },
  { to: "/administrators", search: add, label: "add.administrator", permission: "access_write" },
  { to: "/keys", search: add, label: "add.apiKey", permission: "keys_write" },
  { to: "/dkim", search: add, label: "add.dkim", permission: "dkim_write" },
  { to: "/dkim", search: { dialog: "import" }, label: "add.dkimImport", permission: "dkim_write" },
  { to: "/dkim", search: { dialog: "duplicate" }, label: "add.dkimDuplicate", permission: "dkim_write" },
  {
    to: "/templates",
    search: { kind: "domain", template: "new" },
    label: "add.domainTemplate",
    permission: "domains_write",
  },
  {
    to: "/templates",
    search: { tab: "mailboxes", kind: "mailbox", template: "new" },
    label: "add.mailboxTemplate",
    permission: "domains_write",
  },
];

const themeIcons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;

/** All that can be started without a search: pages, the logs on Home, "add" dialogs, and what concerns oneself. */
export function useCommands(): Record<"pages" | "logs" | "additions" | "own", Entry[]> {
  const { t } = useTranslation(["palette", "frame", "home"]);
  const { permissions } = useSession();
  const navigate = useNavigate();
  const themes = useThemes();
  const go = (to: string, search: Record<string, string> = {}) => () => void navigate({ to, search });
  const rooms = [...navigation.flatMap((group) => group.entries), setUp].filter((room) => isAllowed(room, permissions));
  return {
    pages: rooms.map((room) => ({
      id: `page-${room.to}`,
      icon: room.icon,
      name: t(`frame:${room.label}`),
      run: go(room.to),
    })),
    logs: !permissions.includes("system_read")
      ? []
      : serviceNames.map((service) => ({
          id: `log-${service}`,
          icon: IconFileText,
          name: t("home:log.of", { name: t(`home:service.${service}`) }),
          run: go("/", { log: service }),
        })),
    additions: additions
      .filter((addition) => isAllowed(addition, permissions))
      .map(({ to, search, label }) => ({ id: label, icon: IconPlus, name: t(label), run: go(to, search) })),
    own: [
      ...themes
        .filter(({ chosen }) => !chosen)
        .map(({ value, choose }) => ({
          id: `theme-${value}`,
          icon: themeIcons[value],
          name: t("theme", { name: t(`frame:theme.${value}`) }),
          run: choose,
        })),
      ...languageChoices()
        .filter(({ chosen }) => !chosen)
        .map(({ value, choose }) => ({
          id: `language-${value}`,
          icon: IconLanguage,
          name: t("language", { name: t(`frame:language.${value}`) }),
          run: choose,
        })),
      { id: "shortcuts", icon: IconKeyboard, name: t("shortcuts"), run: openShortcuts },
      { id: "sign-out", icon: IconLogout, name: t("frame:signOut"), run: () => void signOut() },
    ],
  };
}
