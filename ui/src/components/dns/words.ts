import { useTranslation } from "react-i18next";

import type { Tone } from "~/components/values";

import type { Checked, Expected } from "./merge";

/** In the order of the counters. */
export const statuses = ["valid", "warning", "missing", "mismatch", "optional", "unchecked"] as const;
export type Status = (typeof statuses)[number];

export const toneOf: Record<Status, Tone> = {
  valid: "positive",
  warning: "caution",
  missing: "critical",
  mismatch: "caution",
  optional: "quiet",
  unchecked: "info",
};

const noted = ["mail", "spf", "dmarc", "host", "reverse"] as const;

/** What to know about a record before it is published. */
export function useNote(): (record: Expected) => string {
  const { t } = useTranslation("dns");
  return ({ purpose, note }) => {
    const known = noted.find((one) => one === purpose);
    return note === "" || known === undefined ? note : t(`note.${known}`);
  };
}

/** The counters that are shown even when there is nothing to count. */
export const alwaysCounted: readonly Status[] = ["valid", "missing", "mismatch", "optional"];

/** What receivers do with mail that fails DMARC; nothing for other records, or where they follow no policy. */
export function usePolicy(): (checked: Checked) => string | undefined {
  const { t } = useTranslation("dns");
  return ({ policy }) => {
    if (policy == null) return undefined;
    const { action, percent } = policy;
    if (action === "none" || percent === 100) return t(`policy.${action}`);
    return t("policy.part", { percent, policy: t(`policy.${action}`) });
  };
}

/** Why a record has its status; nothing where the status says it. */
export function useReason(): (checked: Checked) => string | undefined {
  const { t } = useTranslation("dns");
  return ({ reason, about }) => (reason === "none" ? undefined : t(`reason.${reason}`, { about }));
}
