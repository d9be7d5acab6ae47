import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { notifyNote } from "~/components/notify";

/** Tells who made a domain that keys of an earlier one of this name stay, and sign. */
export function useKeptKeys(): (keys: readonly Schema["DkimKey"][]) => void {
  const { t } = useTranslation("dkim_record");
  return (keys) => {
    if (keys.length === 0) return;
    notifyNote(t("kept", { count: keys.length, selectors: keys.map(({ selector }) => selector).join(", ") }));
  };
}
