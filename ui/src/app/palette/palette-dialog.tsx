import { Modal } from "@mantine/core";
import { useDebouncedValue, useId } from "@mantine/hooks";
import { IconAt, IconMail, IconPlus, IconSearch, IconWorld, IconWorldShare, type Icon } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";
import { useSession } from "~/lib/session";

import { navigation } from "../navigation";
import { additions } from "./additions";
import classes from "./palette.module.css";

type Hit = Schema["SearchHit"];

interface Entry {
  id: string;
  icon: Icon;
  name: string;
  hint?: string;
  to: string;
  search?: Record<string, string>;
}

interface Section {
  title: string;
  entries: Entry[];
}

const hitIcons: Record<Hit["kind"], Icon> = {
  domain: IconWorld,
  alias_domain: IconWorldShare,
  mailbox: IconMail,
  alias: IconAt,
};

function placeOf(hit: Hit): Pick<Entry, "to" | "search"> {
  switch (hit.kind) {
    case "domain":
      return { to: `/domains/${hit.key}` };
    case "alias_domain":
      return { to: "/alias-domains", search: { edit: hit.key } };
    case "mailbox":
      return { to: `/mailboxes/${hit.key}` };
    case "alias":
      return { to: `/aliases/${hit.key}` };
  }
}

const fits = (name: string, text: string) =>
  text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => name.toLocaleLowerCase().includes(word));

function useSections(text: string): { sections: Section[]; searching: boolean } {
  const { t } = useTranslation(["palette", "frame"]);
  const { permissions } = useSession();
  const [settled] = useDebouncedValue(text.trim(), 90);
  const found = useQuery({
    queryKey: ["palette", settled],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v2/search", { params: { query: { q: settled, limit: 6 } }, signal })),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
  });
  const allowed = (entry: { permission: string }) => permissions.includes(entry.permission);

  const pages = navigation
    .flatMap((group) => group.entries)
    .filter(allowed)
    .map((room) => ({ id: `page-${room.to}`, icon: room.icon, name: t(`frame:${room.label}`), to: room.to }));
  const actions = additions.filter(allowed).map((addition) => ({
    id: `add-${addition.to}`,
    icon: IconPlus,
    name: t(addition.label),
    to: addition.to,
    search: { dialog: "add" },
  }));
  const hits = (settled === "" ? [] : (found.data?.items ?? [])).map((hit) => ({
    id: `${hit.kind}-${hit.key}`,
    icon: hitIcons[hit.kind],
    name: hit.name,
    hint: hit.description,
    ...placeOf(hit),
  }));
  const sections = [
    { title: t("found"), entries: hits },
    { title: t("pages"), entries: pages.filter((entry) => fits(entry.name, text)) },
    { title: t("actions"), entries: actions.filter((entry) => fits(entry.name, text)) },
  ].filter((section) => section.entries.length > 0);
  return { sections, searching: found.isFetching };
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["palette", "frame"]);
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const { sections, searching } = useSections(text);
  const entries = sections.flatMap((section) => section.entries);
  const current = entries[Math.min(index, entries.length - 1)];

  const open = (entry: Entry) => {
    onClose();
    void navigate({ to: entry.to, search: entry.search ?? {} });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = entries.length - 1;
    if (event.key === "ArrowDown") setIndex(index >= last ? 0 : index + 1);
    else if (event.key === "ArrowUp") setIndex(index <= 0 ? last : index - 1);
    else if (event.key === "Enter" && current !== undefined) open(current);
    else return;
    event.preventDefault();
  };
  const optionId = (entry: Entry) => `${listId}-${entry.id}`;

  return (
    <>
      <div className={classes.field}>
        <IconSearch size={18} aria-hidden />
        <input
          className={classes.input}
          role="combobox"
          aria-label={t("label")}
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={current === undefined ? undefined : optionId(current)}
          aria-autocomplete="list"
          placeholder={t("placeholder")}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setIndex(0);
          }}
        />
      </div>
      <div id={listId} role="listbox" aria-label={t("label")} className={classes.list}>
        {sections.map((section) => (
          <div key={section.title} role="group" aria-label={section.title}>
            <div className={classes.group} aria-hidden="true">
              {section.title}
            </div>
            {section.entries.map((entry) => (
              <div
                key={entry.id}
                id={optionId(entry)}
                ref={(node) => {
                  if (entry === current) node?.scrollIntoView({ block: "nearest" });
                }}
                role="option"
                aria-selected={entry === current}
                className={classes.option}
                onMouseMove={() => {
                  setIndex(entries.indexOf(entry));
                }}
                onClick={() => {
                  open(entry);
                }}
              >
                <entry.icon size={18} stroke={1.6} aria-hidden />
                <bdi className={classes.name}>{entry.name}</bdi>
                {entry.hint !== undefined && entry.hint !== entry.name && (
                  <bdi className={classes.hint}>{entry.hint}</bdi>
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <div className={classes.empty} role="status">
          {searching ? t("searching") : t("nothing")}
        </div>
      )}
    </>
  );
}

/** What Ctrl-K opens. */
export function PaletteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("palette");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      yOffset="12vh"
      size={600}
      padding={0}
      classNames={{ body: classes.body }}
      attributes={{ content: { "aria-label": t("label") } }}
    >
      <PaletteBody onClose={onClose} />
    </Modal>
  );
}
