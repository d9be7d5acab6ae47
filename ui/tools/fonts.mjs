// Writes the fonts' parts that nearly every page needs into src/app/fonts: the letters of the panel's languages, the
// weights that its styles use, and no stylistic sets. With --check it writes nothing and fails on a difference.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

import subsetFont from "subset-font";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const range = (first, last) => String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));

const latin = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}ı‐–—‘’“”‚„•…′″‹›€™←↑→↓−`;
const azerbaijani = "ƏəĞğİŞş";
const kept = ["ccmp", "kern", "locl", "mark", "mkmk", "rvrn", "tnum"];

const parts = [
  { name: "inter-latin", from: "inter/files/inter-latin", text: latin, weights: { min: 400, max: 700 } },
  { name: "inter-azerbaijani", from: "inter/files/inter-latin-ext", text: azerbaijani, weights: { min: 400, max: 700 } },
  { name: "mono-latin", from: "jetbrains-mono/files/jetbrains-mono-latin", text: latin, weights: { min: 400, max: 600 } },
  {
    name: "mono-azerbaijani",
    from: "jetbrains-mono/files/jetbrains-mono-latin-ext",
    text: azerbaijani,
    weights: { min: 400, max: 600 },
  },
];

const check = process.argv.includes("--check");
for (const { name, from, text, weights } of parts) {
  const whole = readFileSync(at(`../node_modules/@fontsource-variable/${from}-wght-normal.woff2`));
  const part = await subsetFont(whole, text, {
    targetFormat: "woff2",
    keepFeatures: kept,
    noHinting: true,
    variationAxes: { wght: weights },
  });
  const file = at(`../src/app/fonts/${name}.woff2`);
  if (!check) writeFileSync(file, part);
  else if (!readFileSync(file).equals(part)) throw new Error(`${name}.woff2 is not what "npm run fonts" writes.`);
}
