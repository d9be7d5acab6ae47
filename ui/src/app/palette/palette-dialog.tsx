import { Modal } from "@mantine/core";
import { useId } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import type { Entry } from "./commands";
import { useSections } from "./sections";
import classes from "./palette.module.css";

function PaletteBody({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const listId = useId();
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const { sections, searching } = useSections(text);
  const entries = sections.flatMap((section) => section.entries);
  const current = entries[Math.min(index, entries.length - 1)];

  const open = (entry: Entry) => {
    onClose();
    entry.run();
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
