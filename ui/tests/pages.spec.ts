import { call } from "./instance";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

/** Every page that somebody can reach by the navigation, found there, so that a new one is tested too. */
test.describe("every page", () => {
  for (const theme of ["light", "dark"] as const) {
    test(`can be used by everybody, ${theme}`, async ({ page }) => {
      test.setTimeout(180_000);
      await prefer(page, { language: "en", theme });
      await signIn(page);
      const rooms = await page
        .getByRole("navigation", { name: "Navigation" })
        .getByRole("link")
        .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
      expect(rooms.length).toBeGreaterThan(0);
      for (const room of rooms) {
        await page.goto(room);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined);
        await expectAccessible(page);
      }
    });
  }

  test("fits a phone and speaks Azerbaijani", async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width: 360, height: 740 });
    await prefer(page, { language: "az" });
    await signIn(page);
    await page.getByRole("button", { name: "Naviqasiya" }).click();
    const rooms = await page
      .getByRole("dialog")
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    for (const room of rooms) {
      await page.goto(room);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, room).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    }
  });
});

test("the policy of the page forbids scripts that are not the panel's", async ({ page, complaints }) => {
  await signIn(page);
  const policy = (await page.request.get("/")).headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).not.toContain("unsafe");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.wasRun = true";
    document.head.append(script);
  });
  expect(await page.evaluate(() => "wasRun" in window)).toBe(false);
  expect(complaints.splice(0).join()).toContain("Content Security Policy");
});

test("an address that leads nowhere says so", async ({ page }) => {
  await prefer(page, { language: "en" });
  await signIn(page, "/no-such-room");
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await call("GET", "/api/v2/system");
});
