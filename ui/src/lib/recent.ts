import { remember, remembered } from "./preferences";

/** A page of an object that somebody looked at. */
export interface Recent {
  to: string;
  name: string;
}

const most = 8;

const isRecent = (value: unknown): value is Recent =>
  typeof value === "object" &&
  value !== null &&
  "to" in value &&
  typeof value.to === "string" &&
  value.to.startsWith("/") &&
  "name" in value &&
  typeof value.name === "string";

const isList = (value: unknown): value is Recent[] => Array.isArray(value) && value.every(isRecent);

const keyOf = (account: string) => `recent.${account}`;

/** What an account looked at in this browser, the last first. */
export const recents = (account: string): Recent[] => remembered(keyOf(account), isList) ?? [];

export function noteRecent(account: string, seen: Recent): void {
  remember(keyOf(account), [seen, ...recents(account).filter(({ to }) => to !== seen.to)].slice(0, most));
}

/** What is gone is nowhere to go back to. */
export function forgetRecent(account: string, to: string): void {
  const kept = recents(account);
  if (kept.some((one) => one.to === to)) remember(keyOf(account), kept.filter((one) => one.to !== to));
}
