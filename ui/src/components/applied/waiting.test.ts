import { describe, expect, it } from "vitest";

import { waitingOf, withParts } from "./waiting";

const now = Date.parse("2026-03-01T10:00:00Z");
const part = (name: string, patch = {}) => ({
  name,
  position: 7,
  behind: 0,
  waiting_since: null,
  problem: "",
  failing_since: null,
  ...patch,
});
const state = (...parts: ReturnType<typeof part>[]) => ({ newest: 9, applied: false, parts, object: null });

describe("what waits for the mail path", () => {
  it("is worth a word after a second, counted from its oldest change", () => {
    const since = (iso: string) => ({ behind: 1, waiting_since: iso });
    expect(waitingOf(state(part("directory")), now)).toBeUndefined();
    expect(waitingOf(state(part("directory", since("2026-03-01T10:00:00Z"))), now)).toBeUndefined();
    expect(
      waitingOf(
        state(part("directory", since("2026-03-01T09:59:58Z")), part("dkim", since("2026-03-01T09:59:00Z"))),
        now,
      ),
    ).toEqual({ seconds: 60, isStuck: false });
  });

  it("has no time for who does not tell how far it is: its oldest change may be in force long since", () => {
    const silent = { position: null, behind: 9, waiting_since: "2026-02-28T10:00:00Z" };
    expect(waitingOf(state(part("directory", silent)), now)).toBeUndefined();
    expect(waitingOf(state(part("directory", { ...silent, problem: "The directory does not answer." })), now)).toEqual({
      seconds: undefined,
      isStuck: true,
    });
  });

  it("is known of an object from how far the parts are, without asking again", () => {
    const object = { kind: "mailbox", object: "anna@example.org", change: 8, applied: false, waiting_for: ["dkim"] };
    const before = { ...state(part("directory", { position: 8 }), part("dkim")), object };
    expect(withParts(before, state(part("directory", { position: 9 }), part("dkim", { position: 9 }))).object).toEqual({
      ...object,
      applied: true,
      waiting_for: [],
    });
    expect(withParts(before, state(part("directory", { position: null }), part("dkim", { position: 8 }))).object).toEqual({
      ...object,
      waiting_for: ["directory"],
    });
    const never = { ...before, object: { ...object, change: null } };
    expect(withParts(never, state(part("directory", { position: null }))).object?.applied).toBe(true);
  });
});
