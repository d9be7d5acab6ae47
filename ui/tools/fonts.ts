import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import subsetFont from "subset-font";
import type { Plugin } from "vite";

const name = "virtual:fonts.css";
const packages = fileURLToPath(new URL("../node_modules", import.meta.url));
/** Where the parts are cut to, and by which name the styles find them. */
const workshop = join(packages, ".fonts");
const alias = "cut-fonts";

const range = (first: number, last: number) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));

const letters = {
  latin: `${range(0x20, 0x7e)}${range(0xa0, 0xff)}ı‐–—‘’“”‚„•…′″‹›€™←↑→↓−`,
  "latin-ext": "ƏəĞğİŞş",
};
/** Records, keys and log lines are ASCII, nearly all of them. */
const codeLetters = { ...letters, latin: `${range(0x20, 0x7e)}\u00a0·×çöüÇÖÜı–—‘’“”…→` };
const kept = ["ccmp", "kern", "locl", "mark", "mkmk", "rvrn", "tnum"];

const fonts = [
  { id: "inter", family: "Inter Variable", weights: { min: 400, max: 700 }, letters },
  { id: "jetbrains-mono", family: "JetBrains Mono Variable", weights: { min: 400, max: 600 }, letters: codeLetters },
] as const;
const scripts = ["latin", "latin-ext"] as const;

/** As CSS writes it: "U+20-7e,U+a0". */
function unicodeRange(text: string): string {
  const points = Array.from(text, (letter) => letter.codePointAt(0) ?? 0).sort((one, other) => one - other);
  const runs: { first: number; last: number }[] = [];
  for (const point of points) {
    const run = runs.at(-1);
    if (run !== undefined && run.last + 1 === point) run.last = point;
    else runs.push({ first: point, last: point });
  }
  const hex = (point: number) => point.toString(16);
  return runs.map(({ first, last }) => (first === last ? `U+${hex(first)}` : `U+${hex(first)}-${hex(last)}`)).join(",");
}

/** Cuts the letters and weights that the panel uses out of each font, and writes the styles that name the parts. */
async function cut(): Promise<string> {
  mkdirSync(workshop, { recursive: true });
  const faces = fonts.flatMap(({ id, family, weights, letters: cuts }) =>
    scripts.map(async (script) => {
      const file = `${id}-${script}.woff2`;
      const whole = readFileSync(join(packages, "@fontsource-variable", id, "files", `${id}-${script}-wght-normal.woff2`));
      const part = await subsetFont(whole, cuts[script], {
        targetFormat: "woff2",
        keepFeatures: kept,
        noHinting: true,
        variationAxes: { wght: weights },
      });
      writeFileSync(join(workshop, file), part);
      return `@font-face {
  font-family: "${family}";
  font-weight: ${String(weights.min)} ${String(weights.max)};
  font-display: swap;
  src: url("${alias}/${file}") format("woff2-variations");
  unicode-range: ${unicodeRange(cuts[script])};
}
`;
    }),
  );
  return (await Promise.all(faces)).join("");
}

/**
 * What nearly every page shows of the fonts: the letters of the panel's languages, the weights that its styles use, and
 * no stylistic sets. The whole fonts stand before them in main.tsx: later faces go before earlier ones where their
 * ranges meet. The licence of each font is put beside the bundle; the bundler knows those of packages with code.
 */
export function fontParts(): Plugin {
  return {
    name: "font-parts",
    config: () => ({ resolve: { alias: { [alias]: workshop } } }),
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? cut() : undefined),
    generateBundle() {
      for (const { id } of fonts) {
        const source = readFileSync(join(packages, "@fontsource-variable", id, "LICENSE"));
        this.emitFile({ type: "asset", fileName: `assets/${id}.license.txt`, source });
      }
    },
  };
}
