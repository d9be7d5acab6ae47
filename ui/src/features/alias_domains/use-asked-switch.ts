import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useAskedSwitch } from "~/components/deactivation";

import { useSetActive, type AliasDomain } from "./queries";

/** Switches an alias domain on, or off after a question. */
export function useAliasDomainSwitch(): [ask: (alias: AliasDomain) => void, question: ReactNode] {
  const { t } = useTranslation("alias_domains");
  return useAskedSwitch<AliasDomain>(useSetActive(), {
    title: (alias) => t("deactivate.title", { name: alias.display_name }),
    text: (alias) => t("deactivate.text", { target: alias.target_domain }),
  });
}
