import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

/** What a setting is called and how its value is written, where settings are compared. */
export interface SettingWords {
  labelOf: (field: string) => string | undefined;
  write: (field: string, value: unknown) => string | undefined;
}

const domainSizes: readonly string[] = ["default_quota", "max_quota", "quota"];

export function useDomainSettingWords(): SettingWords {
  const { t } = useTranslation(["settings", "common"]);
  const format = useFormat();
  const labels: Record<string, string> = {
    tags: t("common:tags"),
    max_aliases: t("domain.max_aliases"),
    max_mailboxes: t("domain.max_mailboxes"),
    default_quota: t("domain.default_quota"),
    max_quota: t("domain.max_quota"),
    quota: t("domain.quota"),
    backup_mx: t("domain.backup_mx"),
    relay_host: t("domain.relay_host"),
    relay_all_recipients: t("domain.relay_all_recipients"),
    relay_unknown_only: t("domain.relay_unknown_only"),
    global_address_list: t("domain.global_address_list"),
    active: t("domain.active"),
    rate_limit_value: t("rateLimit"),
    rate_limit_frame: t("common:rate.frame"),
    dkim_selector: t("domain.dkim_selector"),
    dkim_bits: t("domain.dkim_bits"),
  };
  return {
    labelOf: (field) => labels[field],
    write: (field, value) =>
      domainSizes.includes(field) && typeof value === "number" ? format.bytes(value) : undefined,
  };
}

export function useMailboxSettingWords(): SettingWords {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const format = useFormat();
  const labels: Record<string, string> = {
    tags: t("common:tags"),
    quota: t("mailbox.quota"),
    state: t("mailbox.state"),
    imap_access: t("mailbox.protocol.imap"),
    pop3_access: t("mailbox.protocol.pop3"),
    smtp_access: t("mailbox.protocol.smtp"),
    sieve_access: t("mailbox.protocol.sieve"),
    tls_enforce_in: t("mailbox.tls_in"),
    tls_enforce_out: t("mailbox.tls_out"),
    tagged_mail_handler: t("mailbox.tagged"),
    quarantine_notification: t("mailbox.notification"),
    quarantine_category: t("mailbox.category"),
    rate_limit_value: t("rateLimit"),
    rate_limit_frame: t("common:rate.frame"),
    force_password_change: t("mailbox.force_password"),
    force_second_factor: t("mailbox.force_factor"),
    sogo_access: t("mailbox.sogo"),
    eas_access: t("mailbox.protocol.eas"),
    dav_access: t("mailbox.protocol.dav"),
    permissions: t("mailbox.permissions"),
    auth_source: t("mailbox.auth"),
    recovery_address: t("mailbox.recovery"),
    relay_host: t("mailbox.relay"),
    custom_attributes: t("mailbox.attributes"),
  };
  /** Under which name the texts have the values of a field. */
  const valuesOf: Record<string, string> = {
    state: "mailbox.state",
    tagged_mail_handler: "mailbox.tagged",
    quarantine_notification: "mailbox.notification",
    quarantine_category: "mailbox.category",
    permissions: "mailbox.permission",
    auth_source: "mailbox.auth",
  };
  const word = (field: string, value: unknown): string | undefined => {
    const key = `${valuesOf[field] ?? ""}.${String(value)}`;
    const text: unknown = i18n.getResource(i18n.language, "settings", key);
    return typeof text === "string" ? text : undefined;
  };
  return {
    labelOf: (field) => labels[field],
    write: (field, value) => {
      if (field === "quota" && typeof value === "number") return format.bytes(value);
      if (Array.isArray(value) && field in valuesOf) return value.map((one) => word(field, one) ?? String(one)).join(", ");
      return word(field, value);
    },
  };
}
