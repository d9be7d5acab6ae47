import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { PasswordRules } from "~/lib/password";

const policies = queryOptions({
  queryKey: ["password-policy"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/password-policy", { signal })),
  staleTime: 60_000,
});

const rulesOf = (policy: Schema["PasswordPolicy"]): PasswordRules => ({
  minimum_length: policy.length,
  letters: policy.letter,
  numbers: policy.digit,
  both_cases: policy.both_cases,
  special_characters: policy.special,
});

/** Until the server has said what it asks: the length alone. The server decides in any case. */
const withLength = (minimum_length: number): PasswordRules => ({
  minimum_length,
  letters: false,
  numbers: false,
  both_cases: false,
  special_characters: false,
});

/** What the server asks of an administrator's password; it opens everything. */
export function useAdministratorPasswordRules(): PasswordRules {
  const found = useQuery(policies);
  return found.data === undefined ? withLength(10) : rulesOf(found.data.administrators);
}

/** What the server asks of a mailbox's password. */
export function useMailboxPasswordRules(): PasswordRules {
  const found = useQuery(policies);
  return found.data === undefined ? withLength(6) : rulesOf(found.data.mailboxes);
}
