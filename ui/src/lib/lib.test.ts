import i18next from "i18next";
import { describe, expect, it } from "vitest";

import { csv } from "./download";
import { createFormat } from "./format";
import { isolate, unisolated } from "./isolate";
import { generatePassword, strengthOf } from "./password";
import { parseSearch, stringifySearch } from "./url-state";

describe("formats", () => {
  const en = createFormat("en");
  const az = createFormat("az");

  it("write sizes in binary units", () => {
    expect(en.bytes(0)).toBe("0 B");
    expect(en.bytes(1536)).toBe("1.5 KiB");
    expect(en.bytes(10 * 1024 ** 3)).toBe("10 GiB");
    expect(az.bytes(1536)).toBe("1,5 KiB");
  });

  it("write how long ago in the largest unit that fits", () => {
    const now = new Date("2026-01-02T00:00:00Z");
    expect(en.relative("2026-01-01T23:57:00Z", now)).toBe("3 minutes ago");
    expect(en.relative("2026-01-01T00:00:00Z", now)).toBe("yesterday");
    expect(en.relative("2026-01-01T23:59:59.900Z", now)).toBe("now");
  });

  it("write Azerbaijani without the browser's data, which Chromium leaves out", () => {
    const now = new Date("2026-01-02T00:00:00Z");
    expect(az.relative("2026-01-01T23:00:00Z", now)).toBe("1 saat əvvəl");
    expect(az.relative("2026-01-01T00:00:00Z", now)).toBe("dünən");
    expect(az.relative("2026-01-05T00:00:00Z", now)).toBe("3 gün sonra");
    expect(az.relative(now, now)).toBe("indi");
    expect(az.number(1_234_567)).toBe("1.234.567");
    expect(az.percent(15.5)).toBe("15,5%");
    expect(az.date(new Date(2026, 10, 4))).toBe("4 noy 2026");
    expect(az.clock(new Date(2026, 10, 24, 8, 5, 9))).toBe("08:05");
    expect(az.weekday(new Date(2026, 10, 24))).toBe("Ç.a.");
    expect(az.stamp(new Date(2026, 10, 4, 8, 5, 9))).toBe("04.11 08:05:09");
    expect(az.duration(90_061)).toBe("1 gün 1 saat");
    expect(az.list(["a", "b", "c"])).toBe("a, b və c");
  });

  it("write the clock of a chart and of a log line", () => {
    const at = new Date(2026, 10, 24, 8, 5, 9);
    expect(en.clock(at)).toBe("08:05");
    expect(en.weekday(at)).toBe("Tue");
    expect(en.stamp(at)).toBe("11/24 08:05:09");
  });

  it("write durations in two parts", () => {
    expect(en.duration(90_061)).toBe("1 day 1 hour");
    expect(en.duration(3_600)).toBe("1 hour");
    expect(en.duration(0)).toBe("0 seconds");
  });
});

describe("a name in a sentence", () => {
  it("stays as it is where it cannot turn anything", () => {
    for (const name of ["Anna", "bücher.example", "əğış 👩‍👩‍👧‍👦", "日本", "<b>"]) expect(isolate(name)).toBe(name);
  });

  it("is closed in where it could, and cannot get out", () => {
    expect(isolate("ישראל")).toBe("\u2068ישראל\u2069");
    expect(isolate("a\u202Eb")).toBe("\u2068a\u202Eb\u2069");
    expect(isolate("a\u2069\u202E\nb")).toBe("\u2068a\u202E b\u2069");
    expect(unisolated(` ${isolate("ישראל")} `)).toBe("ישראל");
  });

  it("is closed in by every text of the catalogue", () => {
    expect(i18next.t("confirm.type", { name: "a\u202Eb" })).toContain("\u2068a\u202Eb\u2069");
    expect(i18next.t("bulk.done", { count: 2, shown: "2" })).not.toContain("\u2068");
    expect(createFormat("en").list(["a\u202E", "b"])).toBe("\u2068a\u202E\u2069 and b");
  });
});

describe("CSV", () => {
  it("keeps a spreadsheet from running what somebody named a mailbox", () => {
    expect(csv([['=HYPERLINK("x")', "+1", "-2", "@a", -3, "plain"]])).toBe(`"'=HYPERLINK(""x"")",'+1,'-2,'@a,-3,plain\r\n`);
  });

  it("quotes what holds a comma or a line end", () => {
    expect(csv([["a,b", "c\nd", null, true]])).toBe('"a,b","c\nd",,true\r\n');
  });
});

describe("passwords", () => {
  const rules = { minimum_length: 10, letters: true, numbers: true, both_cases: true, special_characters: true };

  it("are generated to the rules, each another one", () => {
    const made = Array.from({ length: 50 }, () => generatePassword(rules));
    expect(new Set(made).size).toBe(50);
    for (const password of made) expect(strengthOf(password, rules)).toBe("strong");
    expect(generatePassword({ ...rules, minimum_length: 40 })).toHaveLength(40);
  });

  it("are weak when the server would refuse them or they repeat", () => {
    expect(strengthOf("short", rules)).toBe("weak");
    expect(strengthOf("aaaaaaaaaaA1!", rules)).toBe("fair");
  });
});

describe("the address", () => {
  it("keeps texts as texts", () => {
    expect(parseSearch("?q=0123&x=a%26b")).toEqual({ q: "0123", x: "a&b" });
    expect(stringifySearch({ q: "0123", x: "a&b", empty: "", none: undefined })).toBe("?q=0123&x=a%26b");
    expect(stringifySearch({})).toBe("");
  });
});
