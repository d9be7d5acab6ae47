import { readFile } from "node:fs/promises";

import { call, supervisor } from "./instance";
import { send } from "./mail";
import { expect, prefer, signIn, test } from "./panel";

const password = "a Long enough one 7";
const lea = { address: "lea@live.example", password };

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en" });
});

test.beforeAll(async () => {
  await call("POST", "/api/v2/domains", { name: "live.example" });
  await call("POST", "/api/v2/mailboxes", { local_part: "lea", domain: "live.example", password });
});

test.afterAll(async () => {
  for (const name of ["lea", "first", "second"]) await call("DELETE", `/api/v2/mailboxes/${name}@live.example`);
  await call("DELETE", "/api/v2/domains/live.example");
});

test("what others change appears by itself, also after the API was away", async ({ page, complaints }) => {
  test.setTimeout(120_000);
  await signIn(page, "/mailboxes?q=live.example");
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
  await call("POST", "/api/v2/mailboxes", { local_part: "first", domain: "live.example", password });
  await expect(page.getByText("Showing 1 to 2 of 2 entries")).toBeVisible();

  await supervisor("stop", "api");
  await supervisor("start", "api");
  await expect(async () => {
    const made = await call("POST", "/api/v2/mailboxes", { local_part: "second", domain: "live.example", password });
    expect([201, 409]).toContain(made.status);
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText("Showing 1 to 3 of 3 entries")).toBeVisible({ timeout: 30_000 });
  // What the browser says of connections that were refused meanwhile.
  complaints.splice(0);
});

test("an open form keeps what is typed when somebody else changes its object", async ({ page }) => {
  await signIn(page, `/mailboxes/${lea.address}?edit=${lea.address}`);
  const name = page.getByRole("dialog").getByLabel("Full name");
  await name.fill("Lea of this page");
  await call("PATCH", `/api/v2/mailboxes/${lea.address}`, { name: "Lea of another" });
  // The page behind the form follows; the form does not.
  await expect(page.locator("main").getByText("Lea of another").first()).toBeAttached();
  await expect(name).toHaveValue("Lea of this page");
});

test("the health badge follows a service, and a log is written on as it grows", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "/?log=postfix");
  const badge = page.getByRole("button", { name: /^State of the server/ });
  // What is above it arrives later than the log; the log is in sight all the same, and stays there.
  await expect(page.getByRole("heading", { name: "Mail traffic" })).toBeAttached();
  await expect(page.getByRole("region", { name: "Log of Postfix" })).toBeInViewport();
  await expect(badge).toContainText("healthy");
  await send(lea, lea.address, "A line for the log");
  await expect(page.getByText(/to=<lea@live\.example>/).first()).toBeVisible({ timeout: 20_000 });
  try {
    await call("POST", "/api/v2/services/redis/stop");
    await expect(badge).toContainText("degraded", { timeout: 20_000 });
  } finally {
    await call("POST", "/api/v2/services/redis/start");
  }
  await expect(badge).toContainText("healthy", { timeout: 20_000 });
});

test("a log has its own page, is searched, and is taken away whole", async ({ page }) => {
  await signIn(page, "/logs?log=postfix");
  await send(lea, lea.address, "Another line for the log");
  await expect(page.getByText(/to=<lea@live\.example>/).first()).toBeVisible({ timeout: 20_000 });
  await page.getByRole("textbox", { name: "Search the log of Postfix" }).fill("to=<lea@");
  await expect(page.getByRole("region", { name: "Log of Postfix" })).not.toContainText("connect from");
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toMatch(/^postfix-.*\.log$/);
  const text = await readFile(await file.path(), "utf8");
  expect(text).toContain("to=<lea@live.example>");
  expect(text).not.toContain("connect from");
  await expect(page.getByText(/lines? (was|were) downloaded$/)).toBeVisible();
});
