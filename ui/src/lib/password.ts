/** What the server asks of a password. */
export interface PasswordRules {
  minimum_length: number;
  letters: boolean;
  numbers: boolean;
  both_cases: boolean;
  special_characters: boolean;
}

/** Without letters and digits that look alike. */
const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.+=!";

const fits = (password: string, rules: PasswordRules): boolean =>
  Array.from(password).length >= rules.minimum_length &&
  (!rules.letters || /\p{L}/u.test(password)) &&
  (!rules.numbers || /\p{N}/u.test(password)) &&
  (!rules.both_cases || (/\p{Ll}/u.test(password) && /\p{Lu}/u.test(password))) &&
  (!rules.special_characters || /[^\p{L}\p{N}]/u.test(password));

/** 20 characters of a cryptographic generator (119 bits), more where the rules ask for more. */
export function generatePassword(rules: PasswordRules): string {
  const length = Math.max(20, rules.minimum_length);
  for (;;) {
    let made = "";
    while (made.length < length) {
      // 63 characters: the values above the largest multiple would make some of them likelier.
      for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
        if (byte < 252 && made.length < length) made += alphabet.charAt(byte % alphabet.length);
      }
    }
    if (fits(made, { ...rules, letters: true, numbers: true, both_cases: true })) return made;
  }
}

export type Strength = "weak" | "fair" | "good" | "strong";

/** A rough measure for the person who types; whether a password is accepted is the server's decision. */
export function strengthOf(password: string, rules: PasswordRules): Strength {
  if (!fits(password, rules)) return "weak";
  let kinds = 0;
  if (/\p{Ll}/u.test(password)) kinds += 26;
  if (/\p{Lu}/u.test(password)) kinds += 26;
  if (/\p{N}/u.test(password)) kinds += 10;
  if (/[^\p{L}\p{N}]/u.test(password)) kinds += 30;
  const distinct = new Set(password).size;
  const bits = Math.min(Array.from(password).length, distinct * 1.5) * Math.log2(Math.max(2, kinds));
  return bits < 50 ? "fair" : bits < 80 ? "good" : "strong";
}
