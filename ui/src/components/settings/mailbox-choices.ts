/** What a mailbox may do as a whole, and over which protocols. Apart from the fields, which weigh more. */
export const mailboxStates = ["active", "no_login", "inactive"] as const;
export const mailProtocols = ["imap", "pop3", "smtp", "sieve"] as const;
