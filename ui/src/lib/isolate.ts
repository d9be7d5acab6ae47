/** Letters that run from right to left, and the marks that turn text: what can change the order of the words around. */
const turning =
  /[\u0590-\u08FF\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** With these a name could end the isolation that it stands in. */
const ends = /[\u2066-\u2069]/gu;
// Among them control characters that end a paragraph, and with it an isolation.
// eslint-disable-next-line no-control-regex
const lines = /[\n\r\u001C-\u001E\u0085\u2029]/gu;

/**
 * Somebody's text for the middle of a sentence: whatever it holds, the words before and after it keep their order. Text
 * that cannot turn anything stays as it is, so that it can be compared, copied and searched for.
 */
export const isolate = (text: string): string =>
  turning.test(text) ? `\u2068${text.replace(ends, "").replace(lines, " ")}\u2069` : text;

/** What is typed or pasted for a name that `isolate` may have put into a label. */
export const unisolated = (text: string): string => text.replace(ends, "").trim();
