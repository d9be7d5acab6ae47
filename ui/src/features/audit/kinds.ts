/** What stands before the dot of the actions: what the trail can be about. */
export const kinds = [
  "mailbox.",
  "alias.",
  "domain.",
  "alias_domain.",
  "dkim.",
  "administrator.",
  "api_key.",
  "session.",
  "template.",
  "service.",
  "self_test.",
  "set_up.",
] as const;
