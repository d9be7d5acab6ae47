import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

interface Limited {
  rate_limit_value: number;
  rate_limit_frame: "second" | "minute" | "hour" | "day";
}

/** "10 per hour", or that there is no limit. */
export function useRateWords(): (row: Limited) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    ({ rate_limit_value: value, rate_limit_frame: frame }) =>
      value === 0 ? t("rate.none") : t(`rate.say.${frame}`, { value: format.number(value) }),
    [t, format],
  );
}

/** The same for machines: "10/hour", or nothing. */
export const rateValue = ({ rate_limit_value: value, rate_limit_frame: frame }: Limited): string | null =>
  value === 0 ? null : `${String(value)}/${frame}`;
