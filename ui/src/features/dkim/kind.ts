import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import type { DkimKey } from "./queries";

/** "RSA, 2,048 bits" */
export function useKeyKind(): (key: DkimKey) => string {
  const { t } = useTranslation("dkim");
  const format = useFormat();
  // The same function while the language is: a list draws all cells anew when one of its columns is another.
  return useCallback(
    (key) => (key.algorithm === "rsa" ? t("kind.rsa", { bits: format.number(key.bits) }) : t("kind.ed25519")),
    [t, format],
  );
}
