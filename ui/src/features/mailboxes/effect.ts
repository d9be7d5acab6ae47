import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { mailProtocols } from "~/components/settings/mailbox-choices";
import { useFormat } from "~/lib/format";

import type { Mailbox } from "./queries";

/** What the settings of a mailbox do, in sentences. */
export function useEffectOf(): (mailbox: Mailbox, domain: Schema["Domain"] | undefined) => string[] {
  const { t } = useTranslation(["mailboxes", "settings"]);
  const format = useFormat();
  return (mailbox, domain) => {
    const open = mailProtocols
      .filter((protocol) => mailbox[`${protocol}_access`])
      .map((protocol) => t(`settings:mailbox.protocol.${protocol}`));
    const sentences = [t(`settings:mailbox.state.${mailbox.state}.help`)];
    if (mailbox.state === "inactive") return sentences;
    // What its domain does goes before what it may do itself.
    if (domain?.active === false) return [t("effect.domainInactive", { domain: mailbox.domain })];
    if (domain?.backup_mx === true && !domain.relay_unknown_only) {
      sentences.push(t("effect.domainRelays", { domain: mailbox.domain }));
    }
    sentences.push(
      mailbox.quota === 0 ? t("effect.unlimited") : t("effect.quota", { size: format.bytes(mailbox.quota) }),
    );
    if (mailbox.state === "active") {
      sentences.push(
        open.length === 0 ? t("effect.noProtocol") : t("effect.protocols", { protocols: format.list(open) }),
      );
    }
    if (mailbox.tls_enforce_in) sentences.push(t("settings:mailbox.tls_in.help"));
    if (mailbox.tls_enforce_out) sentences.push(t("settings:mailbox.tls_out.help"));
    if (mailbox.sender_acl.includes("*")) sentences.push(t("effect.anySender"));
    else if (mailbox.sender_acl.length > 0) {
      sentences.push(t("effect.senders", { senders: format.list(mailbox.sender_acl) }));
    }
    return sentences;
  };
}
