import { useTranslation } from "react-i18next";

import type { AliasDomain } from "./queries";

/** What an alias domain does, in sentences. */
export function useEffectOf(): (alias: AliasDomain) => string[] {
  const { t } = useTranslation("alias_domains");
  return ({ active, display_name: name, target_domain: target }) =>
    active
      ? [t("effect.mail", { name, target }), t("effect.send", { name, target }), t("effect.aliases", { target })]
      : [t("form.active.help"), t("effect.off", { target })];
}
