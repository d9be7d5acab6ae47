import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Locator, type Page } from "@playwright/test";

import { start, up } from "./instance";

type Language = "en" | "az";
type Theme = "light" | "dark";

/** Remembers a choice for this browser before any page of it is loaded. */
export async function prefer(page: Page, choice: { language?: Language; theme?: Theme }): Promise<void> {
  await page.addInitScript((wanted) => {
    if (wanted.language !== undefined) localStorage.setItem("mailapp.language", wanted.language);
    if (wanted.theme !== undefined) localStorage.setItem("mailapp.theme", wanted.theme);
  }, choice);
}

export async function signIn(page: Page, path = "/domains", account = up().admin): Promise<void> {
  await page.goto(path);
  await page.locator("#username").fill(account.username);
  await page.locator("#password").fill(account.password);
  await page.locator("button[type=submit]").click();
  await expect(page.locator("main#content")).toBeVisible();
}

/** Presses a button that copies, and gives what it put into the clipboard, which happens a moment later. */
export async function copied(page: Page, button: Locator): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => navigator.clipboard.writeText("nothing yet"));
  await button.click();
  await expect.poll(read).not.toBe("nothing yet");
  return read();
}

interface Looked {
  /** A part of the page instead of all of it. */
  part?: string;
  /** Only what the theme decides. */
  onlyColours?: boolean;
}

/** No violation that axe finds, of WCAG 2.2 A and AA and of good practice. */
export async function expectAccessible(page: Page, { part, onlyColours = false }: Looked = {}): Promise<void> {
  // A hint hangs outside of all landmarks while the pointer rests; whether it does by now is a matter of load.
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  // Nor does a menu that is still going; one that is looked at is named as a part.
  if (part === undefined) await expect(page.getByRole("menu")).toHaveCount(0);
  // What still moves or fades has other colours than it will have.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  );
  // The panel has no frames: without looking for them, no second page has to be opened for each look.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  if (part !== undefined) axe.include(part);
  if (onlyColours) axe.withRules(["color-contrast"]);
  const found = await axe.analyze();
  const told = found.violations.map(
    (violation) => `${violation.id}: ${violation.help}\n  ${violation.nodes.map((node) => node.html).join("\n  ")}`,
  );
  expect(told, told.join("\n")).toEqual([]);
}

interface Watched {
  /** What the page complained about: uncaught errors, refusals of the content security policy. */
  complaints: string[];
}

interface OfWorker {
  /** Each worker has an instance of its own: what one walk stops or deletes, another does not miss. */
  instance: null;
}

/** Every page of every test is watched: an error in the console fails the test. */
export const test = base.extend<Watched, OfWorker>({
  instance: [
    async ({}, use) => {
      const stop = await start();
      await use(null);
      await stop();
    },
    { scope: "worker", auto: true, timeout: 240_000 },
  ],
  baseURL: async ({}, use) => {
    await use(up().panel_url);
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        // A refused request is told by the browser too; what the panel makes of it is what tests look at.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
          complaints.push(message.text());
        }
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
