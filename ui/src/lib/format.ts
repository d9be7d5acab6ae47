import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { isolate } from "./isolate";
import { writersOf } from "./writers";

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** Numbers, sizes and times as the people of one locale write them. */
export interface Format {
  number: (value: number) => string;
  /** 0 to 100. */
  percent: (value: number) => string;
  /** In binary units, three digits at most: "1.25 GiB". */
  bytes: (value: number) => string;
  dateTime: (iso: string | Date) => string;
  date: (iso: string | Date) => string;
  time: (iso: string | Date) => string;
  /** "14:05". */
  clock: (iso: string | Date) => string;
  /** "Tue". */
  weekday: (iso: string | Date) => string;
  /** "11/24 14:05:09": of a line among many. */
  stamp: (iso: string | Date) => string;
  /** "3 minutes ago". */
  relative: (iso: string | Date, now?: Date) => string;
  /** "12 days, 4 hours" of a number of seconds: its two largest parts. */
  duration: (seconds: number) => string;
  list: (values: readonly string[]) => string;
}

export function createFormat(locale: string): Format {
  const write = writersOf(locale);

  return {
    number: write.number,
    percent: (value) => write.percent(value / 100),
    bytes: (value) => {
      let rest = value;
      let unit = 0;
      while (Math.abs(rest) >= 1024 && unit < units.length - 1) {
        rest /= 1024;
        unit += 1;
      }
      return `${write.short(rest)} ${units[unit] ?? "B"}`;
    },
    dateTime: (iso) => write.dateTime(new Date(iso)),
    date: (iso) => write.date(new Date(iso)),
    time: (iso) => write.time(new Date(iso)),
    clock: (iso) => write.clock(new Date(iso)),
    weekday: (iso) => write.weekday(new Date(iso)),
    stamp: (iso) => {
      const at = new Date(iso);
      const seconds = String(at.getSeconds()).padStart(2, "0");
      return `${write.day(at)} ${write.clock(at)}:${seconds}`;
    },
    relative: (iso, now = new Date()) => {
      const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
      for (const [unit, size] of steps) {
        if (Math.abs(seconds) >= size || unit === "second") {
          return write.relative(Math.trunc(seconds / size), unit);
        }
      }
      return write.relative(0, "second");
    },
    duration: (seconds) => {
      const shown: string[] = [];
      let rest = Math.max(0, Math.floor(seconds));
      for (const [unit, size] of steps.filter(([name]) => name !== "year" && name !== "month")) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0 && shown.length < 2) shown.push(write.count(count, unit));
        else if (shown.length > 0) break;
      }
      return shown.length === 0 ? write.count(0, "second") : shown.join(" ");
    },
    list: (values) => write.list(values.map(isolate)),
  };
}

/** The formats of the language of now. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => createFormat(i18n.language), [i18n.language]);
}
