import type { Page } from "@playwright/test";

import { call, deleteDomain } from "./instance";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

const domain = "palette.example";
const international = "xn--palttchen-x2a.example";

test.beforeAll(async () => {
  await call("POST", "/api/v2/domains", { name: domain, tags: ["vienna-office"] });
  await call("POST", "/api/v2/domains", { name: international });
  await call("POST", "/api/v2/mailboxes", {
    local_part: "anna",
    domain,
    name: "Şəhla",
    tags: ["night-shift"],
    password: "a Long enough one 7",
  });
});

test.afterAll(async () => {
  await deleteDomain(domain);
  await deleteDomain(international);
});

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en", theme: "light" });
  await signIn(page, "/domains");
});

async function ask(page: Page, text: string) {
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Search and commands" });
  await expect(field).toBeFocused();
  await field.fill(text);
}

test("the palette leads to a mailbox by a part of its address, its name and its tag", async ({ page }) => {
  for (const text of ["anna@palet", "ŞƏHLA", "night-sh"]) {
    await ask(page, text);
    await expect(page.getByRole("option", { name: /anna@palette\.example/ })).toBeVisible();
    await page.keyboard.press("Escape");
  }
  await ask(page, "anna@palet");
  await expect(page.getByRole("option", { name: /anna@palette\.example/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/mailboxes\/anna@palette\.example/);
});

test("the palette and the list find a domain by the name that people know, and by its tag", async ({ page }) => {
  await ask(page, "palättchen");
  await page.getByRole("option", { name: /palättchen\.example/ }).click();
  await expect(page).toHaveURL(new RegExp(`/domains/${international}`));
  await ask(page, "vienna");
  await expect(page.getByRole("option", { name: domain })).toBeVisible();
  await page.goto("/domains?q=palättchen");
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
  await page.goto("/domains?q=VIENNA-off");
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
  await page.goto("/mailboxes?q=night-shift");
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
});

test("every dialog that adds something is started by its name", async ({ page }) => {
  test.setTimeout(120_000);
  for (const name of [
    "Add domain",
    "Add mailbox",
    "Add alias",
    "Add domain alias",
    "Add administrator",
    "Add API key",
    "Add ARC/DKIM key",
    "Import ARC/DKIM key",
    "Duplicate ARC/DKIM keys",
    "Add domain template",
    "Add mailbox template",
  ]) {
    await ask(page, name);
    await page.getByRole("option", { name, exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Search and commands" })).toBeHidden();
    await expect(page.getByRole("dialog"), name).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog"), name).toBeHidden();
  }
});

test("the palette leads to pages and logs, switches theme and language, and signs out", async ({ page }) => {
  await ask(page, "account");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/account$/);
  await ask(page, "log of redis");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/\?log=redis$/);
  await expect(page.getByRole("textbox", { name: "Search the log of Redis" })).toBeInViewport();
  await ask(page, "dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await ask(page, "azər");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", "az");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Axtarış və əmrlər" }).fill("çıxış");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in/);
});
