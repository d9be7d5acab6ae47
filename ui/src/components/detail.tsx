import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Card, Fact, Facts, When } from "./values";
import classes from "./detail.module.css";

/** Parts of a detail page beside each other, where there is room. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={classes.columns}>{children}</div>;
}

/** Parts of a detail page below each other. */
export function Column({ children }: { children: ReactNode }) {
  return <div className={classes.stack}>{children}</div>;
}

/** What the settings of a thing do, in sentences. */
export function Effect({ sentences, children }: { sentences: readonly string[]; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Card title={t("effect")}>
      <ul className={classes.effect}>
        {sentences.map((sentence) => (
          <li key={sentence}>
            <bdi>{sentence}</bdi>
          </li>
        ))}
      </ul>
      {children}
    </Card>
  );
}

/** All settings of a thing, in the groups of its dialog. */
export function SettingGroups({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Card title={t("settings")}>
      <div className={classes.groups}>{children}</div>
    </Card>
  );
}

interface GroupProps {
  title: string;
  help?: string;
  children: ReactNode;
}

export function SettingGroup({ title, help, children }: GroupProps) {
  return (
    <section className={classes.group}>
      <h3 className={classes.groupTitle}>{title}</h3>
      {help !== undefined && <p className={classes.groupHelp}>{help}</p>}
      <Facts>{children}</Facts>
    </section>
  );
}

interface SettingProps {
  name: string;
  /** Small, below the value. */
  note?: string;
  /** A switch says yes or no. */
  on?: boolean;
  children?: ReactNode;
}

export function Setting({ name, note, on, children }: SettingProps) {
  const { t } = useTranslation();
  return (
    <Fact name={name}>
      {on === undefined ? children : on ? t("yes") : t("no")}
      {note !== undefined && <p className={classes.note}>{note}</p>}
    </Fact>
  );
}

interface HistoryProps {
  of: { created: string; modified: string | null };
  children?: ReactNode;
}

/** Since when a thing is there and is what it is. */
export function History({ of, children }: HistoryProps) {
  const { t } = useTranslation();
  return (
    <SettingGroup title={t("history")}>
      {children}
      <Setting name={t("created")}>
        <When at={of.created} />
      </Setting>
      <Setting name={t("modified")}>
        <When at={of.modified} />
      </Setting>
    </SettingGroup>
  );
}
