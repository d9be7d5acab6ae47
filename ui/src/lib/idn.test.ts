import { expect, it } from "vitest";

import { shownAddress } from "./idn";

it("shows domains as people know them, and leaves what is no such name", () => {
  expect(shownAddress("anna@xn--bcher-kva.example")).toBe("anna@bücher.example");
  expect(shownAddress("xn--palttchen-x2a.example")).toBe("palättchen.example");
  expect(shownAddress("@xn--4dbrk0ce.example")).toBe("@ישראל.example");
  expect(shownAddress("a@mail.XN--BCHER-KVA.xn--p1ai")).toBe("a@mail.bücher.рф");
  expect(shownAddress("a@xn--fiqs8s.example")).toBe("a@中国.example");
  // The part before the @ is no domain.
  expect(shownAddress("xn--bcher-kva@plain.example")).toBe("xn--bcher-kva@plain.example");
  for (const text of ["plain.example", "xn--.example", "xn--99999999999.example", "xn--a-b!.example", ""]) {
    expect(shownAddress(text)).toBe(text);
  }
});
