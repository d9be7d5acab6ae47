import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import type { Alias } from "./queries";

/** What an alias does, in sentences, the most important first. */
export function useEffectOf(): (alias: Alias) => string[] {
  const { t } = useTranslation("aliases");
  const format = useFormat();
  return (alias) => {
    const home = alias.primary_domain ?? alias.domain;
    const count = alias.destinations.length;
    const said: string[] = [];
    if (!alias.active) said.push(t("effect.inactive"));
    if (alias.is_catch_all) said.push(t("effect.catchAll", { domain: alias.domain }));
    if (alias.delivery === "forward") {
      said.push(
        count === 1
          ? t("effect.one", { address: alias.address, destination: alias.destinations[0] ?? "" })
          : t("effect.many", { address: alias.address, count, shown: format.number(count) }),
      );
    } else {
      said.push(t(`effect.${alias.delivery}`, { address: alias.address }));
    }
    if (!alias.is_catch_all && !alias.address.includes("+")) said.push(t("effect.tags", { local: alias.address.split("@")[0] ?? "" }));
    if (alias.internal) said.push(t("effect.internal", { domain: home }));
    if (alias.delivery === "forward") {
      said.push(alias.sender_allowed ? t("effect.sender") : t("effect.noSender"));
    }
    if (alias.primary_domain === null) said.push(t("effect.aliasDomains", { domain: alias.domain }));
    return said;
  };
}
