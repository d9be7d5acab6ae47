import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { fontParts } from "./tools/fonts.ts";
import { themeVariables } from "./tools/theme-variables.ts";

/** For `npm run dev`: the running instance that answers the API. */
const instance = process.env["MAILAPP_API"] ?? "http://127.0.0.1:8080";

/** What only dialogs need: it comes with the first that is opened. */
const ofDialogs = /@mantine\/form|react-remove-scroll|core\/esm\/components\/(ScrollArea|ModalBase|Modal|Drawer)\//;

export default defineConfig({
  plugins: [react(), themeVariables(), fontParts()],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // A data: font or image would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The first page's own parts, which must not bring the panel with them.
            { name: "start", test: /\/src\/(lib\/preferences|api\/read)|\/sign_in\/session|vite\/preload-helper/, priority: 2 },
            // What most rooms have in common, as one file: fifty small ones cost more in headers than they hold.
            { name: "base", test: (id) => /node_modules|\/src\//.test(id) && !ofDialogs.test(id), minShareCount: 12, priority: 1 },
          ],
        },
      },
    },
    // The licence of every bundled package beside the bundle.
    license: { fileName: "assets/licenses.md" },
  },
  server: { proxy: { "/api": { target: instance, changeOrigin: false } } },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/app/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "tools/**/*.test.ts"],
    css: false,
    testTimeout: 60_000,
  },
});
