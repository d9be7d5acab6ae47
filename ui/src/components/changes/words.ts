import type { ParseKeys } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";
import { isolate } from "~/lib/isolate";

type Key = ParseKeys<"changes">;

/** Members that are sizes in bytes. */
const sizes = new Set(["quota", "default_quota", "max_quota", "bytes_used", "assigned_quota"]);

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

interface Words {
  /** "Alias changed" for "alias.changed"; an action without a text of its own as it stands. */
  action: (name: string) => string;
  /** "Public comment" for "public_comment". */
  member: (name: string) => string;
  value: (member: string, value: unknown) => string;
  /** Who did it: the account, the key, or what else it was. */
  actor: (name: string) => string;
}

/** How entries of the audit trail are said. */
export function useChangeWords(): Words {
  const { t, i18n } = useTranslation(["changes", "common"]);
  const format = useFormat();
  // The same object while the language is: lists draw all cells anew when one of their columns is another.
  return useMemo(() => {
    const known = (key: string): key is Key => i18n.exists(`changes:${key}`);

    const value = (member: string, given: unknown): string => {
      if (given === null || given === undefined || given === "") return "—";
      // Of a password the trail knows only that it is another.
      if (member === "password") return t("value.password");
      if (typeof given === "boolean") return given ? t("common:yes") : t("common:no");
      if (typeof given === "number") return sizes.has(member) ? format.bytes(given) : format.number(given);
      if (Array.isArray(given)) {
        return given.length === 0 ? "—" : given.map((one) => value(member, one)).join("\n");
      }
      if (typeof given === "string") return isTime.test(given) ? format.dateTime(given) : isolate(given);
      return JSON.stringify(given);
    };

    return {
      action: (name) => {
        const key = `action.${name}`;
        return known(key) ? t(key) : name;
      },
      member: (name) => {
        const key = `member.${name}`;
        if (known(key)) return t(key);
        const words = name.replaceAll("_", " ");
        return words.charAt(0).toUpperCase() + words.slice(1);
      },
      value,
      actor: (name) => (name === "" ? t("actor.nobody") : name),
    };
  }, [t, i18n, format]);
}
