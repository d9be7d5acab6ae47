/** What a mailbox may do as a whole, and over which protocols. Apart from the fields, which weigh more. */
export const mailboxStates = ["active", "no_login", "inactive"] as const;
export const mailProtocols = ["imap", "pop3", "smtp", "sieve"] as const;
/** What the owner of a mailbox may do alone. */
export const mailboxPermissions = [
  "spam_alias",
  "tls_policy",
  "spam_score",
  "spam_policy",
  "delimiter_action",
  "quarantine",
  "quarantine_attachments",
  "quarantine_notification",
  "quarantine_category",
  "app_passwds",
  "pw_reset",
  "pushover",
  "syncjobs",
  "eas_reset",
  "sogo_profile_reset",
] as const;
