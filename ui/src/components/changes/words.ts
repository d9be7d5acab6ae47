import type { ParseKeys } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";
import { isolate } from "~/lib/isolate";

import { memberTexts, sizes, valueTexts, zeroTexts } from "./members";

type Key = ParseKeys<["changes", "settings", "common"]>;

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export interface ChangeWords {
  /** "Alias changed" for "alias.changed"; an action without a text of its own as it stands. */
  action: (name: string) => string;
  /** "Public comment" for "public_comment". Of some kinds of objects ("mailbox") a member has a name of its own. */
  member: (name: string, kind: string) => string;
  value: (member: string, value: unknown) => string;
}

/** The kind of what an action is about: "mailbox" of "mailbox.changed". */
export const kindOf = (action: string): string => action.slice(0, Math.max(0, action.lastIndexOf(".")));

/** How entries of the audit trail, and settings that are compared, are said. */
export function useChangeWords(): ChangeWords {
  const { t, i18n } = useTranslation(["changes", "settings", "common"]);
  const format = useFormat();
  // The same object while the language is: lists draw all cells anew when one of their columns is another.
  return useMemo(() => {
    const known = (key: string): key is Key => i18n.exists(key);
    const text = (...keys: string[]): string | undefined => {
      const key = keys.find(known);
      return key === undefined ? undefined : t(key);
    };

    const number = (member: string, given: number): string => {
      if (given === 0) {
        const nothing = zeroTexts[member];
        if (nothing !== undefined) return text(nothing) ?? "0";
      }
      if (sizes.has(member)) return format.bytes(given);
      return member === "dkim_bits" ? t("settings:domain.dkim.bits", { bits: format.number(given) }) : format.number(given);
    };

    const value = (member: string, given: unknown): string => {
      if (given === null || given === undefined || given === "") return "—";
      // Of a password the trail knows only that it is another.
      if (member === "password") return t("value.password");
      if (typeof given === "boolean") return given ? t("common:yes") : t("common:no");
      if (typeof given === "number") return number(member, given);
      if (Array.isArray(given)) {
        return given.length === 0 ? "—" : given.map((one) => value(member, one)).join("\n");
      }
      if (typeof given === "string") {
        const texts = valueTexts[member];
        const word = texts === undefined ? undefined : text(`${texts}.${given}`);
        if (word !== undefined) return word;
        return isTime.test(given) ? format.dateTime(given) : isolate(given);
      }
      if (!isObject(given)) return JSON.stringify(given);
      // Names and values: as a map, or as a form has them.
      const pairs = "name" in given && "value" in given ? [[String(given["name"]), given["value"]] as const] : Object.entries(given);
      return pairs.length === 0 ? "—" : pairs.map(([name, one]) => `${isolate(name)}: ${value(name, one)}`).join("\n");
    };

    return {
      action: (name) => text(`changes:action.${name}`) ?? name,
      member: (name, kind) => {
        const named = text(...memberTexts(name, kind));
        if (named !== undefined) return named;
        const words = name.replaceAll("_", " ");
        return words.charAt(0).toUpperCase() + words.slice(1);
      },
      value,
    };
  }, [t, i18n, format]);
}
