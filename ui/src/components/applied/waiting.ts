import type { Schema } from "~/api/schema";

export type AppliedState = Schema["AppliedState"];
export type Part = Schema["AppliedPart"];

/** What is usual, and over before one has read it; and what is not usual any more. Seconds. */
const usual = 1;
const long = 10;

export interface Waiting {
  /** undefined: who does not tell how far it is cannot be said to wait since some time. */
  seconds: number | undefined;
  /** Something keeps it from going on. */
  isStuck: boolean;
}

export const isLate = (part: Part): boolean => part.behind > 0 || part.problem !== "";

export const secondsOf = (part: Part, now: number): number | undefined =>
  part.position === null || part.waiting_since === null
    ? undefined
    : Math.max(0, Math.round((now - new Date(part.waiting_since).getTime()) / 1000));

/** How long these parts wait, the one that waits longest. `now`: milliseconds of the clock. */
export function waitOf(parts: readonly Part[], now: number): Waiting {
  const waits = parts.flatMap((part) => secondsOf(part, now) ?? []);
  return {
    seconds: waits.length === 0 ? undefined : Math.max(...waits),
    isStuck: parts.some((part) => part.problem !== ""),
  };
}

/** How long the mail path has not had what was changed, if that is worth a word. */
export function waitingOf({ parts }: AppliedState, now: number): Waiting | undefined {
  const waiting = waitOf(parts.filter(isLate), now);
  const isUsual = !waiting.isStuck && (waiting.seconds === undefined || waiting.seconds < usual);
  return isUsual ? undefined : waiting;
}

export const isLong = (seconds: number | undefined): boolean => (seconds ?? 0) > long;

export const toneOf = ({ seconds, isStuck }: Waiting): "caution" | "info" =>
  isStuck || isLong(seconds) ? "caution" : "info";

/** The state of an object after news of the parts: what they have passed in the feed is in force. */
export function withParts(before: AppliedState, news: AppliedState): AppliedState {
  const { object } = before;
  if (object === null) return news;
  const { change } = object;
  const waiting_for =
    change === null ? [] : news.parts.filter((part) => (part.position ?? 0) < change).map((part) => part.name);
  return { ...news, object: { ...object, applied: waiting_for.length === 0, waiting_for } };
}
