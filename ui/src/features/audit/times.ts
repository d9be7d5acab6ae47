/** Times of the filters: a span up to now ("24h"), or a day, with or without a time ("2026-11-24 13:05"). */
const spans = { "1h": 3_600, "24h": 86_400, "7d": 604_800, "30d": 2_592_000 } as const;

export type Span = keyof typeof spans;
export const spanNames: readonly Span[] = ["1h", "24h", "7d", "30d"];

export const isSpan = (text: string): text is Span => text in spans;

/** The text as a moment of this browser's time zone; undefined for what is none. */
export function dayOf(text: string): Date | undefined {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.slice(1).map((part) => Number(part || 0));
  const made = new Date(year, month - 1, day, hour, minute);
  // "2026-02-31" would become another day.
  return made.getMonth() === month - 1 && made.getDate() === day && hour < 24 && minute < 60 ? made : undefined;
}

/** Seconds since 1970; of a day without a time its first or its last second. */
export function momentOf(text: string | undefined, end: "first" | "last", now: Date): number | undefined {
  if (text === undefined) return undefined;
  if (isSpan(text)) return Math.floor(now.getTime() / 1000) - spans[text];
  const moment = dayOf(text);
  if (moment === undefined) return undefined;
  const seconds = Math.floor(moment.getTime() / 1000);
  if (end === "first") return seconds;
  return text.includes(":") ? seconds + 59 : Math.floor(moment.setDate(moment.getDate() + 1) / 1000) - 1;
}
