/**
 * Settings that have a field in a form: the text that names the field, by the kind of the object. What has none is
 * "changes:member.NAME".
 */
const fieldTexts: Record<string, Record<string, string>> = {
  domain: {
    max_mailboxes: "settings:domain.max_mailboxes",
    max_aliases: "settings:domain.max_aliases",
    default_quota: "settings:domain.default_quota",
    max_quota: "settings:domain.max_quota",
    quota: "settings:domain.quota",
    global_address_list: "settings:domain.global_address_list",
    backup_mx: "settings:domain.backup_mx",
    relay_all_recipients: "settings:domain.relay_all_recipients",
    relay_unknown_only: "settings:domain.relay_unknown_only",
    relay_host: "settings:domain.relay_host",
    dkim_selector: "settings:domain.dkim_selector",
    dkim_bits: "settings:domain.dkim_bits",
  },
  mailbox: {
    quota: "settings:mailbox.quota",
    state: "settings:mailbox.state",
    imap_access: "settings:mailbox.protocol.imap",
    pop3_access: "settings:mailbox.protocol.pop3",
    smtp_access: "settings:mailbox.protocol.smtp",
    sieve_access: "settings:mailbox.protocol.sieve",
    eas_access: "settings:mailbox.protocol.eas",
    dav_access: "settings:mailbox.protocol.dav",
    tls_enforce_in: "settings:mailbox.tls_in",
    tls_enforce_out: "settings:mailbox.tls_out",
    tagged_mail_handler: "settings:mailbox.tagged",
    quarantine_notification: "settings:mailbox.notification",
    quarantine_category: "settings:mailbox.category",
    force_password_change: "settings:mailbox.force_password",
    force_second_factor: "settings:mailbox.force_factor",
    sogo_access: "settings:mailbox.sogo",
    permissions: "settings:mailbox.permissions",
    auth_source: "settings:mailbox.auth",
    recovery_address: "settings:mailbox.recovery",
    relay_host: "settings:mailbox.relay",
    custom_attributes: "settings:mailbox.attributes",
  },
};

/** The texts that may name a member of an object, the best first; a template has the settings of both. */
export const memberTexts = (name: string, kind: string): string[] =>
  [fieldTexts[kind]?.[name], `changes:member.${name}`, fieldTexts["mailbox"]?.[name], fieldTexts["domain"]?.[name]].filter(
    (key) => key !== undefined,
  );

/** Where the words for the values of a member are: this, a dot and the value. */
export const valueTexts: Record<string, string> = {
  state: "settings:mailbox.state",
  tagged_mail_handler: "settings:mailbox.tagged",
  quarantine_notification: "settings:mailbox.notification",
  quarantine_category: "settings:mailbox.category",
  permissions: "settings:mailbox.permission",
  auth_source: "settings:mailbox.auth",
  rate_limit_frame: "changes:value.rate_limit_frame",
  delivery: "changes:value.delivery",
  access: "changes:value.access",
  algorithm: "changes:value.algorithm",
  kind: "changes:value.kind",
};

/** What it means that nothing is set. */
export const zeroTexts: Record<string, string> = {
  quota: "common:unlimited",
  rate_limit_value: "common:rate.none",
  relay_host: "common:none",
  dkim_bits: "settings:domain.dkim.none",
};

/** Members that are sizes in bytes. */
export const sizes: ReadonlySet<string> = new Set(["quota", "default_quota", "max_quota", "bytes_used", "assigned_quota"]);
