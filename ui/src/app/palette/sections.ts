import { useDebouncedValue } from "@mantine/hooks";
import { IconAt, IconHistory, IconMail, IconWorld, IconWorldShare, type Icon } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";
import { shownAddress } from "~/lib/idn";
import { recents } from "~/lib/recent";
import { useSession } from "~/lib/session";

import { useCommands, type Entry } from "./commands";

type Hit = Schema["SearchHit"];

export interface Section {
  title: string;
  entries: Entry[];
}

const hitIcons: Record<Hit["kind"], Icon> = {
  domain: IconWorld,
  alias_domain: IconWorldShare,
  mailbox: IconMail,
  alias: IconAt,
};

const hitRooms: Record<Hit["kind"], string> = {
  domain: "/domains",
  alias_domain: "/alias-domains",
  mailbox: "/mailboxes",
  alias: "/aliases",
};

/** Without regard to case and to the marks that other keyboards do not have: "axtaris" is in "Axtarış". */
const folded = (text: string): string =>
  text
    .normalize("NFD")
    .toLowerCase()
    .replace(/\p{Mn}/gu, "")
    .replace(/ı/g, "i")
    .replace(/ə/g, "e");

/** Whether all words are in the name, in any order. */
export const fits = (name: string, text: string): boolean =>
  folded(text)
    .split(/\s+/)
    .every((word) => folded(name).includes(word));

const recentIcons: Partial<Record<string, Icon>> = {
  domains: IconWorld,
  "alias-domains": IconWorldShare,
  mailboxes: IconMail,
  aliases: IconAt,
};

/** What the server knows by that text, and what the panel can do by that name. */
export function useSections(text: string): { sections: Section[]; searching: boolean } {
  const { t } = useTranslation("palette");
  const navigate = useNavigate();
  const { pages, logs, additions, own } = useCommands();
  const [settled] = useDebouncedValue(text.trim(), 90);
  const found = useQuery({
    queryKey: ["palette", settled],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v2/search", { params: { query: { q: settled, limit: 6 } }, signal })),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
  });
  const hits = (settled === "" ? [] : (found.data?.items ?? [])).map((hit) => ({
    id: `${hit.kind}-${hit.key}`,
    icon: hitIcons[hit.kind],
    name: shownAddress(hit.name),
    hint: hit.description,
    run: () => void navigate({ to: `${hitRooms[hit.kind]}/${hit.key}` }),
  }));
  const named = (entries: Entry[]) => entries.filter((entry) => fits(entry.name, text));
  const { account } = useSession();
  const seen = useMemo(() => recents(account), [account]);
  const lately = seen.map(({ to, name }) => ({
    id: `recent-${to}`,
    icon: recentIcons[to.split("/")[1] ?? ""] ?? IconHistory,
    name,
    run: () => void navigate({ to }),
  }));
  const sections = [
    { title: t("recent"), entries: settled === "" ? lately.slice(0, 5) : [] },
    { title: t("found"), entries: hits },
    // A log for each service is much to read for who looks at what there is.
    { title: t("pages"), entries: named(text.trim() === "" ? pages : [...pages, ...logs]) },
    { title: t("actions"), entries: named(additions) },
    { title: t("own"), entries: named(own) },
  ].filter((section) => section.entries.length > 0);
  return { sections, searching: found.isFetching };
}
