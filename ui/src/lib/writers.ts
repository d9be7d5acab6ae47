/** How one language writes numbers and times. */
export interface Writers {
  number: (value: number) => string;
  /** Three digits at most. */
  short: (value: number) => string;
  /** 1 is the whole. */
  percent: (value: number) => string;
  date: (value: Date) => string;
  time: (value: Date) => string;
  dateTime: (value: Date) => string;
  /** "14:05". */
  clock: (value: Date) => string;
  /** "Tue". */
  weekday: (value: Date) => string;
  /** Day and month as figures: "11/24". */
  day: (value: Date) => string;
  /** "3 hours ago" of -3 and "hour". */
  relative: (value: number, unit: Intl.RelativeTimeFormatUnit) => string;
  /** "3 hours". */
  count: (value: number, unit: string) => string;
  list: (values: readonly string[]) => string;
}

function fromBrowser(locale: string): Writers {
  const number = new Intl.NumberFormat(locale);
  const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
  const day = new Intl.DateTimeFormat(locale, { month: "2-digit", day: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    number: (value) => number.format(value),
    short: (value) => short.format(value),
    percent: (value) => percent.format(value),
    date: (value) => date.format(value),
    time: (value) => time.format(value),
    dateTime: (value) => dateTime.format(value),
    clock: (value) => clock.format(value),
    weekday: (value) => weekday.format(value),
    day: (value) => day.format(value),
    relative: (value, unit) => relative.format(value, unit),
    count: (value, unit) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value),
    list: (values) => list.format(values),
  };
}

const months = ["yan", "fev", "mar", "apr", "may", "iyn", "iyl", "avq", "sen", "okt", "noy", "dek"] as const;
const weekdays = ["B.", "B.e.", "Ç.a.", "Ç.", "C.a.", "C.", "Ş."] as const;
const units: Record<string, string> = {
  year: "il",
  month: "ay",
  day: "gün",
  hour: "saat",
  minute: "dəqiqə",
  second: "saniyə",
};

/** Chromium says that it has Azerbaijani and writes "1970 M01 1" and "-1 h": its data is left out. */
function azerbaijani(): Writers {
  // The separators of both languages are the same.
  const number = new Intl.NumberFormat("tr");
  const short = new Intl.NumberFormat("tr", { maximumSignificantDigits: 3 });
  const tenths = new Intl.NumberFormat("tr", { maximumFractionDigits: 1 });
  const two = (value: number) => String(value).padStart(2, "0");
  const date = (value: Date) =>
    `${String(value.getDate())} ${months[value.getMonth()] ?? ""} ${String(value.getFullYear())}`;
  const clock = (value: Date) => `${two(value.getHours())}:${two(value.getMinutes())}`;
  const time = (value: Date) => `${clock(value)}:${two(value.getSeconds())}`;
  const count = (value: number, unit: string) => `${number.format(value)} ${units[unit] ?? unit}`;
  return {
    number: (value) => number.format(value),
    short: (value) => short.format(value),
    percent: (value) => `${tenths.format(value * 100)}%`,
    date,
    time,
    dateTime: (value) => `${date(value)}, ${time(value)}`,
    clock,
    weekday: (value) => weekdays[value.getDay()] ?? "",
    day: (value) => `${two(value.getDate())}.${two(value.getMonth() + 1)}`,
    relative: (value, unit) => {
      if (value === 0) return "indi";
      if (unit === "day" && value === -1) return "dünən";
      if (unit === "day" && value === 1) return "sabah";
      return `${count(Math.abs(value), unit)} ${value < 0 ? "əvvəl" : "sonra"}`;
    },
    count,
    list: (values) =>
      values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} və ${values[values.length - 1] ?? ""}`,
  };
}

export const writersOf = (locale: string): Writers => (locale === "az" ? azerbaijani() : fromBrowser(locale));
