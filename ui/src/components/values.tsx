import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";
import { shownAddress } from "~/lib/idn";

import classes from "./values.module.css";

export type Tone = "positive" | "caution" | "critical" | "info" | "quiet";

/** A state: a dot and a word, never colour alone. */
export function StateDot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.dot} data-tone={tone}>
      {children}
    </span>
  );
}

export function ActiveDot({ active }: { active: boolean }) {
  const { t } = useTranslation();
  return <StateDot tone={active ? "positive" : "quiet"}>{active ? t("active") : t("inactive")}</StateDot>;
}

/** An address in the spelling that people know, with the part that repeats, the domain, muted. */
export function Address({ value }: { value: string }) {
  const shown = shownAddress(value);
  const at = shown.lastIndexOf("@");
  if (at < 0) return <bdi className={classes.address}>{shown}</bdi>;
  return (
    <bdi className={classes.address} title={shown}>
      {shown.slice(0, at)}
      <span className={classes.muted}>{shown.slice(at)}</span>
    </bdi>
  );
}

export const usageTone = (percent: number): "caution" | "critical" | undefined =>
  percent >= 95 ? "critical" : percent >= 80 ? "caution" : undefined;

interface UsageProps {
  used: number;
  /** 0: no limit. */
  total: number;
  /** How a figure is written; sizes are the default. */
  show?: (value: number) => string;
  label: string;
}

// Hints are the browser's own: a list has a hundred of them, and a component for each would cost more than the rest.

/** A thin bar with the number; amber from 80 %, red from 95 %. */
export function Usage({ used, total, show, label }: UsageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const write = show ?? format.bytes;
  if (total <= 0) {
    return <span className={classes.usageText}>{t("usage.unlimited", { used: write(used) })}</span>;
  }
  const percent = Math.min(100, (used / total) * 100);
  return (
    <div className={classes.usage} title={t("usage.percent", { percent: format.percent(percent) })}>
      <span className={classes.usageText}>{t("usage", { used: write(used), total: write(total) })}</span>
      <div
        className={classes.track}
        role="meter"
        aria-label={label}
        aria-valuenow={Math.round(percent)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div className={classes.fill} data-tone={usageTone(percent)} style={{ width: `${String(percent)}%` }} />
      </div>
    </div>
  );
}

/** How long ago, with the exact time on hover. */
export function When({ at }: { at: string | null | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (at === null || at === undefined) return <span className={classes.muted}>{t("never")}</span>;
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {format.relative(at)}
    </time>
  );
}

interface TagsProps {
  values: readonly string[];
  /** In one line: no more than so many, the others as a number. */
  most?: number;
}

export function Tags({ values, most }: TagsProps) {
  const format = useFormat();
  // In place of one that is left out its number would stand.
  const shown = most === undefined || values.length <= most ? values : values.slice(0, most);
  return (
    <span className={most === undefined ? classes.tags : classes.tagLine} title={format.list(values)}>
      {shown.map((value) => (
        <bdi key={value} className={classes.tag} title={most === undefined ? value : undefined}>
          {value}
        </bdi>
      ))}
      {shown.length < values.length && (
        <span className={classes.moreTags}>{`+${format.number(values.length - shown.length)}`}</span>
      )}
    </span>
  );
}

/** Names and values in two columns. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

interface CardProps {
  title?: string;
  help?: ReactNode;
  children: ReactNode;
}

export function Card({ title, help, children }: CardProps) {
  return (
    <section className={classes.card}>
      {title !== undefined && <h2 className={classes.cardTitle}>{title}</h2>}
      {help !== undefined && <p className={classes.cardHelp}>{help}</p>}
      {children}
    </section>
  );
}
