import { describe, expect, it } from "vitest";

import { dayOf, momentOf } from "./times";

const now = new Date(2026, 10, 24, 12, 0, 0);
const seconds = (date: Date) => date.getTime() / 1000;

describe("the times of the filters", () => {
  it("are spans up to now", () => {
    expect(momentOf("24h", "first", now)).toBe(seconds(new Date(2026, 10, 23, 12, 0, 0)));
  });

  it("are days, from their first to their last second", () => {
    expect(momentOf("2026-11-20", "first", now)).toBe(seconds(new Date(2026, 10, 20)));
    expect(momentOf("2026-11-20", "last", now)).toBe(seconds(new Date(2026, 10, 20, 23, 59, 59)));
  });

  it("are minutes, with all of their seconds", () => {
    expect(momentOf("2026-11-20 13:05", "last", now)).toBe(seconds(new Date(2026, 10, 20, 13, 5, 59)));
  });

  it("are nothing else", () => {
    expect(dayOf("2026-02-31")).toBeUndefined();
    expect(dayOf("2026-11-20 25:00")).toBeUndefined();
    expect(dayOf("yesterday")).toBeUndefined();
    expect(momentOf(undefined, "first", now)).toBeUndefined();
  });
});
