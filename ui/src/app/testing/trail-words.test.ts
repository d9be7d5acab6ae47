import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import azerbaijani from "~/app/text/az";
import english from "~/app/text/en";
import { bookkeeping } from "~/components/changes/difference";
import { memberTexts, sizes, valueTexts, zeroTexts } from "~/components/changes/members";
import { kinds } from "~/features/audit/kinds";

interface Member {
  type?: string | string[];
  enum?: (string | null)[];
}

const root = process.env["MAILAPP_SOURCE"] ?? join(import.meta.dirname, "../../../..");
const document = JSON.parse(readFileSync(join(root, "api/openapi.json"), "utf8")) as {
  components: { schemas: Record<string, { properties: Record<string, Member> }> };
};
const membersOf = (schema: string) => Object.entries(document.components.schemas[schema]?.properties ?? {});

/** What the trail writes the members of, by the kind of its actions. */
const objects: [kind: string, schema: string][] = [
  ["mailbox", "Mailbox"],
  ["domain", "Domain"],
  ["alias", "Alias"],
  ["alias_domain", "AliasDomain"],
  ["administrator", "Administrator"],
  ["api_key", "ApiKey"],
  ["template", "DomainAttributes"],
  ["template", "MailboxAttributes"],
];

/** All actions that the server's sources write into the trail. */
function actionsOfServer(): string[] {
  const features = join(root, "src/features");
  const refusals = new Set(
    readFileSync(join(root, "tools/error_advice.txt"), "utf8")
      .split("\n")
      .map((line) => line.split(":")[0]),
  );
  const actions = new Set<string>();
  for (const name of readdirSync(features, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".cpp") || name.endsWith("_test.cpp")) continue;
    const text = readFileSync(join(features, name), "utf8");
    for (const [, given = ""] of text.matchAll(/\.record\(\s*tx,\s*(?:who|principal_of\([^;]*?\)),\s*([^,]+),/g)) {
      if (given.startsWith('"')) {
        actions.add(given.slice(1, -1));
        continue;
      }
      // The action comes from elsewhere in the file: it is one of the texts of this form that name no refusal.
      const room = name.split("/")[0]?.replace(/s$/, "") ?? "";
      for (const [, word = ""] of text.matchAll(new RegExp(`"(${room}\\.[a-z_]+)"`, "g"))) {
        if (!refusals.has(word)) actions.add(word);
      }
    }
  }
  return [...actions].sort();
}

const catalogues: [string, Record<string, Record<string, string>>][] = [
  ["English", english],
  ["Azerbaijani", azerbaijani],
];

describe.each(catalogues)("the words of the audit trail, in %s", (_language, texts) => {
  const has = (key: string): boolean => {
    const [space = "", ...rest] = key.split(":");
    return texts[space]?.[rest.join(":")] !== undefined;
  };

  it("name every action that the server writes, and the filter has its kind", () => {
    const actions = actionsOfServer();
    for (const known of ["service.restarted", "dkim.imported", "session.started", "self_test.started"]) {
      expect(actions).toContain(known);
    }
    expect(actions.filter((name) => !has(`changes:action.${name}`))).toEqual([]);
    expect(actions.filter((name) => !kinds.some((kind) => name.startsWith(kind)))).toEqual([]);
    expect(kinds.filter((kind) => !actions.some((name) => name.startsWith(kind)))).toEqual([]);
    expect(kinds.filter((kind) => !has(`audit:kind.${kind}`))).toEqual([]);
    const said = Object.keys(texts["changes"] ?? {}).filter((key) => key.startsWith("action."));
    expect(said.filter((key) => !actions.includes(key.replace("action.", "")))).toEqual([]);
  });

  it.each(objects)("name every member of a %s (%s)", (kind, schema) => {
    const members = membersOf(schema).filter(([name]) => !bookkeeping.has(name));
    expect(members.length).toBeGreaterThan(2);
    expect(members.map(([name]) => name).filter((name) => !memberTexts(name, kind).some(has))).toEqual([]);
  });

  it.each(objects)("say every value of a choice of a %s (%s)", (_kind, schema) => {
    const wordless = membersOf(schema).flatMap(([name, { enum: choices = [] }]) =>
      choices.filter((choice) => choice !== null && !has(`${valueTexts[name] ?? "none"}.${choice}`)),
    );
    expect(wordless).toEqual([]);
  });

  it("say what it means that a number is 0", () => {
    expect(Object.values(zeroTexts).filter((key) => !has(key))).toEqual([]);
  });
});

describe("members of the audit trail", () => {
  it.each(objects)("that are sizes of a %s (%s) are known as such", (_kind, schema) => {
    const numbers = membersOf(schema).filter(([, { type }]) => type === "integer");
    expect(numbers.map(([name]) => name).filter((name) => /quota|bytes/.test(name) && !sizes.has(name))).toEqual([]);
  });
});
