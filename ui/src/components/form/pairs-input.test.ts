import { describe, expect, it } from "vitest";

import { faultOf, namedOf, pairsOf } from "./pairs-input";

describe("names and values", () => {
  it("are rows, and become what they were", () => {
    const named = { title: "Dr", room: "" };
    expect(pairsOf(named)).toEqual([
      { name: "title", value: "Dr" },
      { name: "room", value: "" },
    ]);
    expect(namedOf(pairsOf(named))).toEqual(named);
  });

  it("leave out rows that were not filled in", () => {
    expect(namedOf([{ name: "", value: "" }])).toEqual({});
    expect(faultOf([{ name: "", value: "" }])).toBeUndefined();
  });

  it("tell a name that stands twice and a value without a name", () => {
    const title = { name: "title", value: "Dr" };
    expect(faultOf([title, { ...title, value: "Prof" }])).toBe("double");
    expect(faultOf([title, { name: "", value: "Prof" }])).toBe("unnamed");
    expect(faultOf([title])).toBeUndefined();
  });
});
