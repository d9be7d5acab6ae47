/** What a mailbox may do as a whole, and over which protocols. Apart from the fields, which weigh more. */
export const mailboxStates = ["active", "no_login", "inactive"] as const;
export const mailProtocols = ["imap", "pop3", "smtp", "sieve"] as const;
/** The protocols that the groupware serves. */
export const groupwareProtocols = ["eas", "dav"] as const;
export const allProtocols = [...mailProtocols, ...groupwareProtocols] as const;
export const frequencies = ["never", "hourly", "daily", "weekly"] as const;
export const categories = ["reject", "add_header", "all"] as const;
/** Who checks the password of a mailbox. */
export const authSources = ["internal", "ldap", "keycloak", "generic_oidc"] as const;

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
