import type { Page } from "@playwright/test";

import { call, deleteDomain } from "./instance";
import { expect, prefer, signIn, test } from "./panel";

declare global {
  interface Window {
    /** Every move of something that stood on the page already, and what moved. */
    shifts: { value: number; what: string[] }[];
  }
}

/** The browser's own record of what moved without anybody having done something. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const shift = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
        };
        if (shift.hadRecentInput) continue;
        const what = shift.sources.map(({ node, previousRect: was, currentRect: is }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          const name = `${element?.tagName.toLowerCase() ?? "?"}.${element?.className.toString() ?? ""}`;
          return `${name}: ${String(was.x)},${String(was.y)} to ${String(is.x)},${String(is.y)}`;
        });
        window.shifts.push({ value: shift.value, what });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Answers under way. */
let waiting = 0;

/** What the server says comes one after the other, so that each place is seen without it and with it. */
async function answerSlowly(page: Page): Promise<void> {
  let turn = 0;
  await page.route("**/api/v2/**", async (route) => {
    if (route.request().url().includes("/events")) {
      await route.continue();
      return;
    }
    turn = (turn + 1) % 8;
    ++waiting;
    const response = await route.fetch();
    // Longer than a page waits before it shows that it loads.
    setTimeout(() => {
      --waiting;
      void route.fulfill({ response });
    }, 200 + 90 * turn);
  });
}

/** All that was asked for is there, and drawn. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
  await expect.poll(() => waiting).toBe(0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** All that moved together: the share of the window, times how far. */
async function moved(page: Page): Promise<{ sum: number; what: string }> {
  const shifts = await page.evaluate(() => window.shifts);
  return {
    sum: shifts.reduce((sum, { value }) => sum + value, 0),
    what: shifts.map(({ value, what }) => `${value.toFixed(4)} ${what.join(" | ")}`).join("\n"),
  };
}

const windows = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

const domain = "still.example";
const fill = async () => {
  await call("POST", "/api/v2/domains", { name: domain });
  await call("POST", "/api/v2/mailboxes", { local_part: "anna", domain, password: "a Long enough one 7" });
  await call("POST", "/api/v2/aliases", { address: `info@${domain}`, destinations: [`anna@${domain}`] });
};

test.afterAll(() => deleteDomain(domain));

async function expectStill(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await settled(page);
  const { sum, what } = await moved(page);
  expect(sum, `${address}\n${what}`).toBeLessThan(0.005);
}

for (const [name, size] of Object.entries(windows)) {
  for (const language of ["en", "az"] as const) {
    test(`Home does not jump while it loads, ${name}, ${language}`, async ({ page }) => {
      await page.setViewportSize(size);
      await prefer(page, { language });
      await deleteDomain(domain);
      await signIn(page, "/");
      await watchShifts(page);
      await answerSlowly(page);
      // Of a server with nothing yet, and of one in use.
      await expectStill(page, "/");
      await fill();
      await expectStill(page, "/");
    });
  }
}
