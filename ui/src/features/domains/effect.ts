import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { useFormat } from "~/lib/format";

import type { Domain } from "./queries";

interface Around {
  /** Undefined while they are not known. */
  aliasDomains: { items: readonly Schema["AliasDomain"][]; total: number } | undefined;
  keys: readonly Schema["DkimKey"][] | undefined;
}

/** What the settings of a domain do, in sentences. */
export function useEffectOf(): (domain: Domain, around: Around) => string[] {
  const { t } = useTranslation(["domains", "settings"]);
  const format = useFormat();
  return (domain, { aliasDomains, keys }) => {
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
    const names = aliasDomains?.items.filter((one) => one.active).map((one) => one.display_name) ?? [];
    if (aliasDomains !== undefined && names.length > 0) {
      const many = aliasDomains.total > aliasDomains.items.length;
      sentences.push(
        many
          ? t("effect.aliasDomains.many", { count: aliasDomains.total, shown: format.number(aliasDomains.total) })
          : t("effect.aliasDomains", { names: format.list(names) }),
      );
    }
    if (keys !== undefined) {
      sentences.push(
        keys.length === 0
          ? t("effect.unsigned")
          : t("effect.signed", { selectors: format.list(keys.map((key) => key.selector)) }),
      );
    }
    sentences.push(
      t("effect.mailboxes", {
        count: domain.max_mailboxes,
        shown: format.number(domain.max_mailboxes),
        size: format.bytes(domain.max_quota),
        fresh: format.bytes(domain.default_quota),
      }),
    );
    const left = domain.quota - domain.assigned_quota;
    if (domain.mailbox_count >= domain.max_mailboxes) sentences.push(t("effect.noRoom"));
    else if (domain.quota > 0 && left <= 0) sentences.push(t("effect.noQuota"));
    return sentences;
  };
}
