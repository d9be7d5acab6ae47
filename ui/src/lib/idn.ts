/** RFC 3492, section 6.2: the letters of a label behind its "xn--"; undefined where it is none. */
function decoded(label: string): string | undefined {
  const [base, least, most, skew, damp] = [36, 1, 26, 38, 700];
  const dash = label.lastIndexOf("-");
  const letters = dash > 0 ? Array.from(label.slice(0, dash), (letter) => letter.codePointAt(0) ?? 0) : [];
  let [code, place, bias] = [128, 0, 72];
  let at = dash > 0 ? dash + 1 : 0;
  while (at < label.length) {
    const before = place;
    let weight = 1;
    for (let k = base; ; k += base) {
      const digit = Number.parseInt(label[at] ?? "", 36);
      if (Number.isNaN(digit)) return undefined;
      at += 1;
      // In base 36 letters come after figures, here before them.
      const value = digit >= 10 ? digit - 10 : digit + 26;
      place += value * weight;
      const limit = Math.min(most, Math.max(least, k - bias));
      if (value < limit) break;
      weight *= base - limit;
      if (weight > 0x7fffffff) return undefined;
    }
    const count = letters.length + 1;
    let delta = Math.floor((place - before) / (before === 0 ? damp : 2));
    delta += Math.floor(delta / count);
    let k = 0;
    for (; delta > ((base - least) * most) / 2; k += base) delta = Math.floor(delta / (base - least));
    bias = k + Math.floor(((base - least + 1) * delta) / (delta + skew));
    code += Math.floor(place / count);
    place %= count;
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
    letters.splice(place, 0, code);
    place += 1;
  }
  return String.fromCodePoint(...letters);
}

const isName = /xn--[a-z0-9-]+/gi;
/** What no name may hold: marks that turn text, spaces, and what would read as another address. */
const isNoLetter = /[\p{C}\p{Z}@.\u2044\u2215]/u;

/** An address or a name with its domain in the spelling that people know: "anna@bücher.example". */
export function shownAddress(text: string): string {
  if (!/xn--/i.test(text)) return text;
  const at = text.lastIndexOf("@") + 1;
  const domain = text.slice(at).replace(isName, (label) => {
    const name = decoded(label.slice(4).toLowerCase());
    return name === undefined || isNoLetter.test(name) ? label : name;
  });
  return text.slice(0, at) + domain;
}
