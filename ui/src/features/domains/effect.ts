import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import type { Domain } from "./queries";

/** What the settings of a domain do, in sentences. */
export function useEffectOf(): (domain: Domain) => string[] {
  const { t } = useTranslation(["domains", "settings"]);
  const format = useFormat();
  return (domain) => {
    if (!domain.active) return [t("settings:domain.active.help")];
    const sentences = domain.backup_mx
      ? [
          t("settings:domain.backup_mx.help"),
          domain.relay_unknown_only
            ? t("settings:domain.relay_unknown_only.help")
            : domain.relay_all_recipients
              ? t("effect.allRecipients")
              : t("effect.knownRecipients"),
        ]
      : [t("effect.here")];
    sentences.push(
      t("effect.mailboxes", {
        count: domain.max_mailboxes,
        shown: format.number(domain.max_mailboxes),
        size: format.bytes(domain.max_quota),
        fresh: format.bytes(domain.default_quota),
      }),
    );
    return sentences;
  };
}
