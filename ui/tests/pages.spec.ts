import type { Page } from "@playwright/test";

import { call, deleteDomain, remove } from "./instance";
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
        await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
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
    const links = page.getByRole("dialog").getByRole("link");
    await expect(links.first()).toBeVisible();
    const rooms = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
    for (const room of rooms) {
      await page.goto(room);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expect.poll(wide, room).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    }
  });
});

/** Every dialog: by its address, or by what has to be pressed on a page. */
test.describe("every dialog", () => {
  const domain = "dialogs.example";
  const alias = "dialogs-second.example";
  const person = `anna@${domain}`;
  const template = "Of dialogs";
  let aliasId = 0;
  let templateId = 0;

  test.beforeAll(async () => {
    await call("POST", "/api/v2/domains", { name: domain });
    await call("POST", "/api/v2/alias-domains", { name: alias, target_domain: domain });
    await call("POST", "/api/v2/mailboxes", { local_part: "anna", domain, password: "a Long enough one 7" });
    const made = await call("POST", "/api/v2/aliases", { address: `info@${domain}`, destinations: [person] });
    aliasId = ((await made.json()) as { id: number }).id;
    const kept = await call("POST", "/api/v2/templates/domain", { name: template });
    templateId = ((await kept.json()) as { id: number }).id;
  });

  test.afterAll(async () => {
    await remove(`/api/v2/templates/domain/${String(templateId)}`);
    await remove(`/api/v2/alias-domains/${alias}`);
    await deleteDomain(domain);
  });

  /** In both themes: all colours are variables of the page, so that the attribute is enough. */
  async function look(page: Page, what: string, name?: string) {
    await expect(page.getByRole("dialog", name === undefined ? {} : { name }), what).toBeVisible();
    const part = "[role=dialog]";
    await test.step(`${what}, light`, () => expectAccessible(page, { part }));
    await page.evaluate(() => {
      document.documentElement.setAttribute("data-mantine-color-scheme", "dark");
    });
    await test.step(`${what}, dark`, () => expectAccessible(page, { part, onlyColours: true }));
    await page.evaluate(() => {
      document.documentElement.setAttribute("data-mantine-color-scheme", "light");
    });
  }

  test("that has an address can be used by everybody", async ({ page }) => {
    test.setTimeout(180_000);
    await prefer(page, { language: "en", theme: "light" });
    await signIn(page);
    for (const address of [
      "/domains?dialog=add",
      `/domains?edit=${domain}`,
      "/mailboxes?dialog=add",
      `/mailboxes?edit=${person}`,
      "/aliases?dialog=add",
      `/aliases?edit=${String(aliasId)}`,
      "/alias-domains?dialog=add",
      `/alias-domains?edit=${alias}`,
      "/dkim?dialog=add",
      "/dkim?dialog=import",
      "/dkim?dialog=duplicate",
      `/dkim?dialog=duplicate&for=${domain}`,
      `/dkim?domain=${domain}`,
      "/templates?kind=domain&template=new",
      "/templates?kind=mailbox&template=new",
      "/administrators?dialog=add",
      "/administrators?edit=admin",
      "/keys?dialog=add",
      "/changes?dialog=check",
      "/changes?entry=1",
    ]) {
      await page.goto(address);
      await look(page, address);
    }
  });

  test("that asks before something is done can be used by everybody", async ({ page }) => {
    test.setTimeout(180_000);
    await prefer(page, { language: "en", theme: "light" });
    await signIn(page);
    const asking: [room: string, row: string, actions: string[]][] = [
      [`/domains?q=${domain}`, domain, ["Delete"]],
      [`/mailboxes?q=${person}`, person, ["Rename", "Delete"]],
      [`/aliases?q=info@${domain}`, `info@${domain}`, ["Expand alias over domain aliases", "Delete"]],
      [`/alias-domains?q=${alias}`, alias, ["Delete"]],
      [`/dkim?q=${domain}`, domain, ["Delete keys"]],
      [`/templates?q=${template}`, template, ["Delete"]],
      ["/administrators", "admin", ["Deactivate", "End all sessions"]],
      ["/keys", "Created by mailapp up", ["Regenerate", "Delete"]],
    ];
    for (const [room, row, actions] of asking) {
      await page.goto(room);
      for (const action of actions) {
        await page.getByRole("button", { name: `Actions for ${row}` }).first().click();
        await page.getByRole("menuitem", { name: action }).click();
        await look(page, `${room}: ${action}`);
        // "Close" where it can only be refused: a domain that has mailboxes.
        await page.getByRole("dialog").getByRole("button", { name: /^(Cancel|Close)$/ }).last().click();
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
    }
    await page.goto("/");
    await page.getByRole("button", { name: "Restart Redis" }).click();
    await look(page, "restart a service");
    await page.goto("/sessions");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await look(page, "/sessions");
    await page.goto(`/mailboxes?q=${person}`);
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    await page.getByRole("region", { name: "1 selected" }).getByRole("button", { name: "Delete" }).click();
    await look(page, "/mailboxes: delete the selected");
  });

  test("that comes over a form can be used by everybody", async ({ page }) => {
    test.setTimeout(120_000);
    await prefer(page, { language: "en", theme: "light" });
    await signIn(page, `/mailboxes/${person}?edit=${person}`);
    const form = page.getByRole("dialog", { name: `Edit ${person}` });
    await form.getByLabel("Full name").fill("Anna of this page");

    await form.getByRole("button", { name: "Cancel" }).click();
    const leaving = "Leave without saving?";
    await look(page, "leaving with changes", leaving);
    await page.getByRole("dialog", { name: leaving }).getByRole("button", { name: "Keep editing" }).click();
    await expect(page.getByRole("dialog", { name: leaving })).toHaveCount(0);

    await call("PATCH", `/api/v2/mailboxes/${person}`, { name: "Anna of another" });
    await form.getByRole("button", { name: "Save changes" }).click();
    const changed = "Somebody else changed this meanwhile";
    await look(page, "a conflict", changed);
    await page.getByRole("dialog", { name: changed }).getByRole("radio", { name: /^Mine/ }).check();
    await page.getByRole("dialog", { name: changed }).getByRole("button", { name: "Save the result" }).click();
    await expect(form).toHaveCount(0);
    await expect(page.locator("main").getByText("Anna of this page").first()).toBeVisible();
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
