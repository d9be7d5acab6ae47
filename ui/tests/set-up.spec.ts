import type { Locator, Page } from "@playwright/test";

import { call, empty, openSetUp, read, remove, up } from "./instance";
import { expectMail, send } from "./mail";
import { copied, expect, expectAccessible, prefer, signIn, test } from "./panel";

const newcomer = { username: "newcomer", password: "Handed over on paper 1" };
const ownPassword = "Thought of by myself 2";

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en" });
  await empty();
  await openSetUp(true);
});

test.afterAll(async () => {
  await empty();
  await openSetUp(false);
  await remove(`/api/v2/administrators/${newcomer.username}`);
});

const step = (page: Page, title: string): Locator => page.getByRole("heading", { level: 2, name: title });

test("a new administrator is led from an empty server to a message that went all the way", async ({ page }) => {
  test.setTimeout(150_000);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await call("POST", "/api/v2/administrators", { ...newcomer, force_password_change: true });
  await signIn(page, "/", newcomer);

  // Nothing else can be done before the password that somebody else knows is another one.
  await page.getByLabel("Current password").fill(newcomer.password);
  await page.getByRole("textbox", { name: "New password" }).fill(ownPassword);
  await page.getByRole("button", { name: "Change password" }).click();

  await expect(step(page, "The name of this server")).toBeVisible();
  await expect(page).toHaveURL(/\/set-up/);
  const { host } = await read<{ host: { hostname: string } }>("/api/v2/system");
  await expect(page.getByText(host.hostname, { exact: true }).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(step(page, "The first domain")).toBeVisible();
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText("Enter the domain, as in example.org.")).toBeVisible();
  const name = page.getByRole("textbox", { name: "Domain", exact: true });
  await name.fill("no domain");
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await name.fill("first.example");
  await page.getByRole("button", { name: "Add domain" }).click();

  await expect(step(page, "What to publish in the DNS")).toBeVisible();
  const records = page.getByRole("table", { name: "DNS records of first.example" });
  const { keys } = await read<{ keys: { record_text: string }[] }>("/api/v2/dkim/first.example");
  const key = keys[0]?.record_text ?? "";
  expect(key).toContain("v=DKIM1");
  const published = [`10 ${host.hostname}`, "v=spf1 ", key, "v=DMARC1; "];
  for (const value of published) {
    expect(await copied(page, records.getByRole("button", { name: `Copy: ${value}` }))).toContain(value);
  }
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(step(page, "The first mailbox")).toBeVisible();
  await page.getByRole("button", { name: "Add mailbox" }).click();
  await expect(page.getByText("Enter the part before the @.")).toBeVisible();
  await page.getByLabel("Full name").fill("Anna of the set-up");
  await page.getByRole("textbox", { name: /^Address/ }).fill("anna");
  const password = await copied(page, page.getByRole("button", { name: "Generate" }));
  await expect(page.getByRole("textbox", { name: "Password" })).toHaveValue(password);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add mailbox" }).click();

  await expect(step(page, "The first message")).toBeVisible();
  await page.getByRole("button", { name: "Send the test message" }).click();
  await expect(page.getByText("Under way…")).toBeVisible();
  const hops = page.getByRole("listitem").filter({ has: page.getByText(/^(waits|under way|passed|failed)/) });
  await expect(hops).toHaveCount(6);
  await expect(page.getByText("The message went all the way. This server works.")).toBeVisible({ timeout: 60_000 });
  await expect(hops.getByText(/^passed, /)).toHaveCount(6);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page).toHaveURL(`${up().panel_url}/`);

  const anna = { address: "anna@first.example", password };
  await send(anna, anna.address, "The first one");
  await expectMail(anna, "The first one");

  // Whoever comes back finds what is there, and goes on with it.
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Set-up" }).click();
  await page.getByRole("navigation", { name: "Steps of the set-up" }).getByRole("link", { name: /First domain/ }).click();
  await page.getByRole("button", { name: "first.example" }).click();
  await expect(page.getByRole("table", { name: "DNS records of first.example" })).toBeVisible();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("These are here already:")).toBeVisible();
  await expect(page.getByText("anna@first.example")).toBeVisible();
  await page.reload();
  await expect(step(page, "The first mailbox")).toBeVisible();
});

test("every step can be skipped, and says what it is missing", async ({ page }) => {
  await signIn(page, "/");
  await expect(step(page, "The name of this server")).toBeVisible();
  const skip = page.getByRole("button", { name: "Skip this step" });
  await skip.click();
  await expect(step(page, "The first domain")).toBeVisible();
  await skip.click();
  await expect(step(page, "What to publish in the DNS")).toBeVisible();
  await expect(page.getByText("This step is about a domain, and there is none yet.")).toBeVisible();
  await skip.click();
  await expect(step(page, "The first mailbox")).toBeVisible();
  await skip.click();
  await expect(step(page, "The first message")).toBeVisible();
  await page.getByRole("button", { name: "Add a domain" }).click();
  await expect(step(page, "The first domain")).toBeVisible();
  await page.goBack();
  await expect(step(page, "The first message")).toBeVisible();
  await page.getByRole("button", { name: "Finish" }).click();

  // Led there once, not again and again; Home still offers it while there is nothing.
  await expect(page.getByRole("heading", { name: "This server has no domain yet" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "This server has no domain yet" })).toBeVisible();
  await page.getByRole("link", { name: "Set-up" }).click();
  await expect(step(page, "The name of this server")).toBeVisible();
});

test("whatever page the sign-in leads to waits for the end of the set-up, in every browser", async ({ page, browser }) => {
  await signIn(page, "/mailboxes?q=anna");
  await expect(step(page, "The name of this server")).toBeVisible();
  await expect(page.getByText("/mailboxes?q=anna")).toBeVisible();
  await expectAccessible(page);

  // Nobody has skipped it yet: another browser is led there too.
  const other = await browser.newContext({ baseURL: up().panel_url });
  const second = await other.newPage();
  await prefer(second, { language: "en" });
  await signIn(second, "/changes");
  await expect(step(second, "The name of this server")).toBeVisible();

  await page.getByRole("button", { name: "Skip set-up" }).click();
  await expect(page).toHaveURL(/\/mailboxes\?q=anna$/);
  await second.goto("/changes");
  await expect(second.getByRole("heading", { level: 1, name: "Changes" })).toBeVisible();
  await other.close();
  await page.reload();
  await expect(page).toHaveURL(/\/mailboxes\?q=anna$/);
  await expect(page.getByRole("heading", { level: 1, name: "Mailboxes" })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search and commands" }).fill("set-up");
  await page.getByRole("option", { name: "Set-up" }).click();
  await expect(step(page, "The name of this server")).toBeVisible();
});
