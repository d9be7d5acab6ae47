import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import type { DkimKey } from "./queries";

/** "RSA, 2,048 bits" */
export function useKeyKind(): (key: DkimKey) => string {
  const { t } = useTranslation("dkim");
  const format = useFormat();
  return (key) => (key.algorithm === "rsa" ? t("kind.rsa", { bits: format.number(key.bits) }) : t("kind.ed25519"));
}
