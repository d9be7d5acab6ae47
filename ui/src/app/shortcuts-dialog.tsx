import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import classes from "./shortcuts.module.css";

/** Keys that are pressed together, and what they do. Keys of which one is enough stand in one row. */
const groups = [
  {
    title: "shortcuts.everywhere",
    rows: [
      { keys: [["Ctrl", "K"]], text: "shortcuts.search" },
      { keys: [["?"]], text: "shortcuts.help" },
      { keys: [["Esc"]], text: "shortcuts.close" },
    ],
  },
  {
    title: "shortcuts.lists",
    rows: [
      { keys: [["/"]], text: "shortcuts.find" },
      { keys: [["↑"], ["↓"]], text: "shortcuts.rows" },
      { keys: [["Page Up"], ["Page Down"]], text: "shortcuts.pages" },
      { keys: [["Home"], ["End"]], text: "shortcuts.ends" },
      { keys: [["Enter"]], text: "shortcuts.open" },
      { keys: [["Space"]], text: "shortcuts.select" },
      { keys: [["Shift", "Space"], ["Shift", "Click"]], text: "shortcuts.range" },
    ],
  },
] as const;

const names = { Space: "shortcuts.key.space", Click: "shortcuts.key.click" } as const;

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("frame");
  const nameOf = (key: string) => (key === "Space" || key === "Click" ? t(names[key]) : key);
  return (
    <Modal opened={opened} onClose={onClose} title={t("shortcuts.title")} closeButtonProps={{ "aria-label": t("close") }}>
      {groups.map(({ title, rows }) => (
        <section key={title} className={classes.group}>
          <h3 className={classes.title}>{t(title)}</h3>
          <dl className={classes.rows}>
            {rows.map(({ keys, text }) => (
              <Fragment key={text}>
                <dt className={classes.keys}>
                  {keys.map((together) => (
                    <span key={together.join(" ")} className={classes.together}>
                      {together.map((key) => (
                        <Kbd key={key} size="xs">
                          {nameOf(key)}
                        </Kbd>
                      ))}
                    </span>
                  ))}
                </dt>
                <dd className={classes.text}>{t(text)}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
