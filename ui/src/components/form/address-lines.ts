/** One of the addresses in a text, and where it stands. */
export interface AddressLine {
  /** Counted from 1. */
  line: number;
  address: string;
  valid: boolean;
  /** The same address stands above already. */
  double: boolean;
}

/** What the server will surely refuse; whether the rest is an address is its decision. */
const looksLikeAddress = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/u;

/** Addresses as people paste them: one on a line, or divided by spaces, commas or semicolons, also with names. */
export function addressLines(text: string): AddressLine[] {
  const seen = new Set<string>();
  return text.split("\n").flatMap((content, i) =>
    content
      .split(/[,;]/)
      .flatMap((piece) => {
        const named = /<([^<>]*)>\s*$/.exec(piece);
        return named === null ? piece.split(/\s+/) : [named[1]?.trim() ?? ""];
      })
      .filter((address) => address !== "")
      .map((address) => {
        const key = address.toLowerCase();
        const double = seen.has(key);
        seen.add(key);
        return { line: i + 1, address, valid: looksLikeAddress.test(address), double };
      }),
  );
}

/** The addresses themselves, each once. */
export const addressesOf = (text: string): string[] =>
  addressLines(text)
    .filter((one) => !one.double)
    .map((one) => one.address);
