import { defineConfig } from "@playwright/test";

/** A real Chromium against a real instance with real mail; `MAILAPP_PROGRAM` names the program to start. */
export default defineConfig({
  testDir: ".",
  outputDir: process.env["MAILAPP_TEST_OUTPUT"] ?? "../test-output",
  // Each has an instance and a browser of its own.
  workers: 2,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  forbidOnly: true,
  use: {
    actionTimeout: 10_000,
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
