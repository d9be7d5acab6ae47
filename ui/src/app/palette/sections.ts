import { useDebouncedValue } from "@mantine/hooks";
import { IconAt, IconMail, IconWorld, IconWorldShare, type Icon } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";

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

/** Whether all words are in the name, in any order. */
export const fits = (name: string, text: string): boolean =>
  text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => name.toLocaleLowerCase().includes(word));

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
    name: hit.name,
    hint: hit.description,
    run: () => void navigate({ to: `${hitRooms[hit.kind]}/${hit.key}` }),
  }));
  const named = (entries: Entry[]) => entries.filter((entry) => fits(entry.name, text));
  const sections = [
    { title: t("found"), entries: hits },
    // A log for each service is much to read for who looks at what there is.
    { title: t("pages"), entries: named(text.trim() === "" ? pages : [...pages, ...logs]) },
    { title: t("actions"), entries: named(additions) },
    { title: t("own"), entries: named(own) },
  ].filter((section) => section.entries.length > 0);
  return { sections, searching: found.isFetching };
}
