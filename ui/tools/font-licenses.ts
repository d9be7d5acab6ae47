import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";

const fonts = ["inter", "jetbrains-mono"] as const;

/** The licence of each font beside the bundle: the bundler knows those of packages with code. */
export function fontLicenses(): Plugin {
  return {
    name: "font-licenses",
    apply: "build",
    generateBundle() {
      for (const font of fonts) {
        const file = fileURLToPath(new URL(`../src/app/fonts/${font}.license.txt`, import.meta.url));
        this.emitFile({ type: "asset", fileName: `assets/${font}.license.txt`, source: readFileSync(file) });
      }
    },
  };
}
