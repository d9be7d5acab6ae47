import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { useFormat } from "~/lib/format";

type Limited = Pick<Schema["Domain"], "rate_limit_value" | "rate_limit_frame">;

/** "50 per hour"; "No limit" for none. The same function while the language is. */
export function useRateWords(): (limited: Limited) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    ({ rate_limit_value: value, rate_limit_frame: frame }) =>
      value === 0 ? t("rate.none") : t(`rate.say.${frame}`, { value: format.number(value) }),
    [t, format],
  );
}

/** The same for machines: "50/hour", or nothing. */
export const rateValue = ({ rate_limit_value: value, rate_limit_frame: frame }: Limited): string | null =>
  value === 0 ? null : `${String(value)}/${frame}`;
