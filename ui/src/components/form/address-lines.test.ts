import { describe, expect, it } from "vitest";

import { addressesOf, addressLines } from "./address-lines";

describe("a text of addresses", () => {
  it("divides at lines, spaces, commas and semicolons", () => {
    expect(addressesOf("a@example.org\nb@example.org, c@example.org;d@example.org e@example.org\n\n")).toEqual([
      "a@example.org",
      "b@example.org",
      "c@example.org",
      "d@example.org",
      "e@example.org",
    ]);
  });

  it("takes the address out of what a mail program copies", () => {
    expect(addressesOf('"Aliyev, Anar" <anar@example.org>; Leyla <leyla@example.org>')).toContain("leyla@example.org");
    expect(addressesOf("Leyla Məmmədova <leyla@example.org>")).toEqual(["leyla@example.org"]);
  });

  it("names the line of what is no address, and of doubles", () => {
    const lines = addressLines("a@example.org\nnobody\nA@example.org");
    expect(lines.filter((one) => !one.valid).map((one) => one.line)).toEqual([2]);
    expect(lines.filter((one) => one.double).map((one) => one.line)).toEqual([3]);
    expect(addressesOf("a@example.org\nA@example.org")).toEqual(["a@example.org"]);
  });

  it("takes 10,000 at once", () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `m${String(i)}@example.org`).join("\n");
    expect(addressesOf(text)).toHaveLength(10_000);
  });
});
