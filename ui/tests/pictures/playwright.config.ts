import { defineConfig } from "@playwright/test";

import walks from "../playwright.config";

/** Takes the pictures of docs/screenshots: `MAILAPP_PROGRAM=… npm run pictures`. */
export default defineConfig(walks, {
  testDir: ".",
  testMatch: "take.ts",
  outputDir: "../../test-output",
  globalSetup: "./instance.ts",
  timeout: 240_000,
  use: { viewport: { width: 1280, height: 800 } },
});
