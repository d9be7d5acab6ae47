import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { themeVariables } from "./tools/theme-variables.ts";

/** For `npm run dev`: the running instance that answers the API. */
const instance = process.env["MAILAPP_API"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), themeVariables()],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // A data: font or image would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The licence of every bundled package beside the bundle.
    license: { fileName: "assets/licenses.md" },
  },
  server: { proxy: { "/api": { target: instance, changeOrigin: false } } },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/app/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "tools/**/*.test.ts"],
    css: false,
    testTimeout: 20_000,
  },
});
