import { readFileSync } from "node:fs";
import { join } from "node:path";

import i18next from "i18next";
import { afterEach, describe, expect, it } from "vitest";

import { inWords } from "./problem-words";
import texts from "./problems.az.json";

// The test run works on a copy of ui/ and says where the rest lies.
const root = process.env["MAILAPP_SOURCE"] ?? join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Operation {
  "x-error-codes"?: string[];
}

const declared = Object.values((JSON.parse(read("api/openapi.json")) as { paths: Record<string, Record<string, Operation>> }).paths)
  .flatMap((methods) => Object.values(methods))
  .flatMap((operation) => operation["x-error-codes"] ?? []);

/** What any request may be answered with, so that no operation declares it. */
const general = /^(access|request)\.|^(password\.change_required|session\.csrf|api_key\.\w+)$/;
const all = [...read("docs/reference/errors.md").matchAll(/^\| `([a-z_.0-9]+)` \|/gm)].map((found) => found[1] ?? "");

describe("the words of refusals", () => {
  afterEach(() => i18next.changeLanguage("en"));

  it("are there in Azerbaijani for all that an operation can answer", () => {
    const needed = new Set([...declared, ...all.filter((code) => general.test(code))]);
    expect(needed.size).toBeGreaterThan(100);
    expect([...needed].filter((code) => !(code in texts)).sort()).toEqual([]);
  });

  it("are of codes that there are", () => {
    expect(Object.keys(texts).filter((code) => !all.includes(code))).toEqual([]);
  });

  it("are the server's own in English, and cannot turn what stands around them", async () => {
    expect(await inWords([{ code: "domain.exists", detail: "a\u202Eb" }])).toEqual([
      { code: "domain.exists", detail: "\u2068a\u202Eb\u2069" },
    ]);
  });

  it("come with the first refusal in Azerbaijani, with the server's own where they need them", async () => {
    await i18next.changeLanguage("az");
    const said = await inWords([
      { code: "domain.exists", detail: "This name is already a domain." },
      { code: "services.did_not_start", detail: "exit $& 1" },
      { code: "new.code", detail: "Not known yet." },
    ]);
    expect(said.map((one) => one.detail)).toEqual([
      texts["domain.exists"],
      "Xidmət işə düşmədi. Serverin sözləri: exit $& 1",
      "Not known yet.",
    ]);
  });
});

it("every reason of health has its words", () => {
  const codes = [...read("src/features/health/service.cpp").matchAll(/\{"([a-z_]+\.[a-z_]+)"/g)].map((found) => found[1]);
  const badge = read("ui/src/features/home/health-badge.tsx");
  expect(codes.length).toBeGreaterThan(4);
  for (const code of codes) expect(badge).toContain(`"${code ?? ""}": t(`);
});
