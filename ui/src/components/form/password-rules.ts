import type { PasswordRules } from "~/lib/password";

/** What the server asks of an administrator's password; it opens everything. */
const rules: PasswordRules = {
  minimum_length: 10,
  letters: false,
  numbers: false,
  both_cases: false,
  special_characters: false,
};

export const useAdministratorPasswordRules = (): PasswordRules => rules;
