import { describe, expect, it } from "vitest";

import { isOfForm } from "./live-changes";

describe("a change of a template by somebody else", () => {
  it("is read anew in lists, and not beside the form that compares with what it was opened with", () => {
    expect(isOfForm(["templates", "domain"])).toBe(false);
    expect(isOfForm(["templates", "mailbox", 3])).toBe(true);
    expect(isOfForm(["mailboxes", "one", "anna@example.org"])).toBe(false);
  });
});
