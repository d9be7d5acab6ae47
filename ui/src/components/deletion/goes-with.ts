import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { useFormat } from "~/lib/format";

type Amounts = Pick<Schema["DeletionItem"], "mailboxes" | "aliases" | "alias_domains" | "bytes_used" | "message_count">;

/** How much goes, part by part, without what there is none of: ["3 mailboxes", "12 aliases", "1.2 GB of mail"]. */
export function useAmounts(): (amounts: Partial<Amounts>) => string[] {
  const { t } = useTranslation("deletion");
  const format = useFormat();
  return ({ mailboxes = 0, aliases = 0, alias_domains = 0, bytes_used = 0, message_count = 0 }) => {
    const parts: string[] = [];
    if (mailboxes > 0) parts.push(t("mailboxes", { count: mailboxes, shown: format.number(mailboxes) }));
    if (alias_domains > 0) parts.push(t("aliasDomains", { count: alias_domains, shown: format.number(alias_domains) }));
    if (aliases > 0) parts.push(t("aliases", { count: aliases, shown: format.number(aliases) }));
    if (message_count > 0 || bytes_used > 0) {
      parts.push(
        t("mail", { count: message_count, shown: format.number(message_count), size: format.bytes(bytes_used) }),
      );
    }
    return parts;
  };
}
