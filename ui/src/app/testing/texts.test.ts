import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";
import { describe, expect, it } from "vitest";

import az from "~/app/text/az";
import en from "~/app/text/en";
import { valueTexts } from "~/components/changes/members";
import signInAzerbaijani from "~/features/sign_in/text.az.json";
import signInEnglish from "~/features/sign_in/text.en.json";

const root = join(import.meta.dirname, "../..");

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.gen\.ts$|testing\//.test(name))
  .map((name) => {
    const text = readFileSync(join(root, name), "utf8");
    return { name, text, tree: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX) };
  });

type Catalogue = Record<string, Record<string, string>>;
const english: Catalogue = { ...en, sign_in: signInEnglish };
const azerbaijani: Catalogue = { ...az, sign_in: signInAzerbaijani };
const spaces = Object.keys(english);

const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node);
  node.forEachChild((child) => {
    walk(child, visit);
  });
};

/** Attributes whose text people see or hear. */
const spoken = new Set(["label", "title", "placeholder", "alt", "aria-label", "description", "lead", "help"]);
const hasWords = (text: string) => /\p{L}{2,}/u.test(text);
/** What is the same in every language: the product's name, examples of addresses. */
const sameEverywhere = new Set(["MailApp", "example.org", "info@example.org", "MiB / GiB"]);

describe("the texts", () => {
  it("are complete in both languages", () => {
    for (const space of spaces) {
      expect(Object.keys(azerbaijani[space] ?? {}).sort(), space).toEqual(Object.keys(english[space] ?? {}).sort());
    }
    expect(Object.keys(azerbaijani).sort()).toEqual([...spaces].sort());
  });

  it("fill in the same values in both languages", () => {
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const space of spaces) {
      for (const [key, text] of Object.entries(english[space] ?? {})) {
        expect(values(azerbaijani[space]?.[key] ?? ""), `${space}:${key}`).toEqual(values(text));
      }
    }
  });

  it("are translated, not copied", () => {
    for (const space of spaces) {
      const texts = Object.entries(english[space] ?? {}).filter(([, text]) => text.split(" ").length > 4);
      const copied = texts.filter(([key, text]) => azerbaijani[space]?.[key] === text).map(([key]) => key);
      expect(copied, space).toEqual([]);
    }
  });

  // "1 messages" is what comes of a number in front of a plural that has no text of its own for one.
  it("count with a form for one", () => {
    const numbers = ["count", "shown", "total", "done", "lines", "messages", "mailboxes", "aliases", "alias_domains", "domains", "days"];
    const plural = (between: string) =>
      new RegExp(`\\{\\{(${numbers.join("|")})\\}\\} ${between}\\p{L}*[^s\\P{L}]s\\b`, "gu");
    // Words that end like a plural and are none.
    const none = /(^| )(alias|goes|is|was|has|as)$/;
    for (const space of spaces) {
      for (const [key, text] of Object.entries(english[space] ?? {})) {
        // "1 alias leads" has its verb there, not a plural.
        const counted = [...text.matchAll(plural(key.endsWith("_one") ? "" : "(\\p{L}+ )?"))].filter(([found]) => !none.test(found.replace(/^\S+ /, "")));
        expect(counted.length, `${space}:${key}: ${text}`).toBeLessThanOrEqual(key.endsWith("_other") ? 1 : 0);
      }
      const keys = Object.keys(english[space] ?? {});
      for (const key of keys.filter((one) => one.endsWith("_other"))) {
        expect(keys, space).toContain(key.replace(/_other$/, "_one"));
      }
    }
  });

  it("speak of nothing that is not in force", () => {
    for (const space of spaces) {
      for (const text of Object.values(english[space] ?? {})) expect(text, space).not.toMatch(/later version|stored now|groupware/i);
      for (const text of Object.values(azerbaijani[space] ?? {})) expect(text, space).not.toMatch(/sonrakı versiya|Hələlik saxlanılır|groupware/i);
    }
  });

  it("call a domain alias by one name", () => {
    for (const space of spaces) {
      for (const text of Object.values(english[space] ?? {})) expect(text, space).not.toMatch(/\balias domain/i);
      for (const text of Object.values(azerbaijani[space] ?? {})) expect(text, space).not.toMatch(/alias domen|ləqəb domeni/i);
    }
  });

  it("are all used", () => {
    const literals = new Set<string>();
    const patterns: RegExp[] = [];
    for (const { tree } of sources) {
      walk(tree, (node) => {
        if (ts.isStringLiteralLike(node)) literals.add(node.text);
        if (ts.isTemplateExpression(node)) {
          const parts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
          if (parts.join("").length > 1) {
            const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
            patterns.push(new RegExp(`^${escaped.join(".+")}$`));
          }
        }
      });
    }
    // A change shows the values of a member by what they are called.
    for (const prefix of Object.values(valueTexts)) patterns.push(new RegExp(`^${prefix.replaceAll(".", "\\.")}\\..+$`));
    const bare = (key: string) => key.replace(/_(one|other|zero|few|many)$/, "");
    for (const space of spaces) {
      const unused = Object.keys(english[space] ?? {})
        .map(bare)
        .filter((key) => {
          const names = [key, `${space}:${key}`];
          return !names.some((name) => literals.has(name) || patterns.some((pattern) => pattern.test(name)));
        });
      expect(unused, space).toEqual([]);
    }
  });

  it("are the only visible text", () => {
    const stray: string[] = [];
    for (const { name, tree } of sources) {
      if (!name.endsWith(".tsx")) continue;
      walk(tree, (node) => {
        if (ts.isJsxText(node) && hasWords(node.text) && !sameEverywhere.has(node.text.trim())) {
          stray.push(`${name}: ${node.text.trim()}`);
        }
        if (
          ts.isJsxAttribute(node) &&
          spoken.has(node.name.getText(tree)) &&
          node.initializer !== undefined &&
          ts.isStringLiteral(node.initializer) &&
          hasWords(node.initializer.text) &&
          !sameEverywhere.has(node.initializer.text)
        ) {
          stray.push(`${name}: ${node.initializer.text}`);
        }
      });
    }
    expect(stray).toEqual([]);
  });
});
