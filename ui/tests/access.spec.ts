import type { Browser, Page } from "@playwright/test";

import { call, deleteDomain, read, remove, up } from "./instance";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

/** The audit trail forgets nothing: a name of its own for each run. */
const stamp = Date.now().toString(36);
const domain = `access-${stamp}.example`;
const keyName = `walked <b>${stamp}</b>`;
const second = "access-second";
const guest = { username: "access-guest", password: "Guests are welcome 3" };
const auditor = { username: "access-auditor", password: "Looks at everything 4" };

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en" });
});

test.afterAll(async () => {
  for (const name of [second, guest.username, auditor.username]) await remove(`/api/v2/administrators/${name}`);
  await deleteDomain(domain);
});

/** Another browser, which knows nothing of the first. */
async function another(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: up().panel_url })).newPage();
  await prefer(page, { language: "en" });
  return page;
}

/** A request of the panel itself: with its session and its token. */
const asPanel = (page: Page, method: string, path: string): Promise<number> =>
  page.evaluate(
    async ([wanted, address]) => {
      const session = (await (await fetch("/api/v2/session")).json()) as { csrf_token: string };
      const headers = { "X-CSRF-Token": session.csrf_token };
      return (await fetch(address, { method: wanted, headers })).status;
    },
    [method, path] as const,
  );

async function refused(page: Page, account: { username: string; password: string }) {
  await page.goto("/sign-in");
  await page.locator("#username").fill(account.username);
  await page.locator("#password").fill(account.password);
  await page.locator("button[type=submit]").click();
  await expect(page.getByRole("alert")).toContainText("did not match");
}

test("an administrator is added, signs in, changes the password, is deactivated and deleted", async ({ page, browser }) => {
  test.setTimeout(150_000);
  await signIn(page, "/administrators");
  await page.getByRole("button", { name: "Add administrator" }).click();
  const adding = page.getByRole("dialog", { name: "Add administrator" });
  const submit = adding.getByRole("button", { name: "Add administrator" });
  await adding.getByRole("textbox", { name: "Username" }).fill("no such name!");
  await adding.getByRole("textbox", { name: "Password" }).fill("a");
  await submit.click();
  await expect(adding.locator("[aria-invalid=true]").first()).toBeVisible();
  await expectAccessible(page);
  await adding.getByRole("textbox", { name: "Username" }).fill(second);
  await submit.click();
  await expect(adding.getByRole("textbox", { name: "Password" })).toHaveAttribute("aria-invalid", "true");
  await adding.getByRole("button", { name: "Generate" }).click();
  const password = await adding.getByRole("textbox", { name: "Password" }).inputValue();
  await adding.getByRole("switch", { name: "Change at next sign-in" }).uncheck();
  await submit.click();
  await expect(page.getByText(`${second} was added`)).toBeVisible();
  // Not the rows of what was changed, in its dialog.
  const row = page.locator("[role=row][data-index]").filter({ hasText: second });
  await expect(row).toContainText("Active");

  const mine = await another(browser);
  const other = await another(browser);
  await signIn(mine, "/account", { username: second, password });
  await signIn(other, "/domains", { username: second, password });
  await mine.getByLabel("Current password").fill("not the password");
  const own = "A password of my own 5";
  await mine.getByRole("textbox", { name: "New password" }).fill(own);
  await mine.getByRole("button", { name: "Change password" }).click();
  await expect(mine.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
  await mine.getByLabel("Current password").fill(password);
  await mine.getByRole("button", { name: "Change password" }).click();
  await expect(mine.getByText(/Your password was changed/)).toBeVisible();
  await expectAccessible(mine);
  // The session of the other page ended, and with it its stream: it leads to the sign-in by itself.
  await expect(other.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await refused(other, { username: second, password });
  await mine.goto("/domains");
  await expect(mine.getByRole("heading", { level: 1 })).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${second}` }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  const asking = page.getByRole("dialog", { name: `Deactivate ${second}?` });
  await expectAccessible(page);
  await asking.getByRole("button", { name: "Deactivate" }).click();
  await expect(row).toContainText("Inactive");
  await mine.getByRole("button", { name: "Refresh" }).click();
  await expect(mine.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await refused(mine, { username: second, password: own });

  await page.getByRole("button", { name: `Actions for ${second}` }).click();
  await page.getByRole("menuitem", { name: "Activate" }).click();
  await expect(page.getByText(`${second} may sign in again`)).toBeVisible();
  await signIn(mine, "/domains", { username: second, password: own });

  await page.getByRole("button", { name: `Actions for ${second}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const deleting = page.getByRole("dialog", { name: `Delete ${second}?` });
  await deleting.getByLabel(`Type ${second} to confirm`).fill(second);
  await deleting.getByRole("button", { name: "Delete administrator" }).click();
  await expect(row).toBeHidden();
  await mine.getByRole("button", { name: "Refresh" }).click();
  await expect(mine.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await mine.context().close();
  await other.context().close();
});

test("nobody can delete the own account, and nobody the last one", async ({ page }) => {
  await call("POST", "/api/v2/administrators", guest);
  await signIn(page, "/administrators", guest);
  const { username } = guest;
  await page.getByRole("button", { name: `Actions for ${username}` }).click();
  await expect(page.getByRole("menuitem", { name: "End all sessions" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Delete" })).toBeHidden();
  expect(await asPanel(page, "DELETE", `/api/v2/administrators/${username}`)).toBe(409);
  await page.keyboard.press("Escape");

  // The last one that can sign in: neither switched off nor deleted, whoever asks.
  await call("DELETE", `/api/v2/administrators/${username}`);
  await signIn(page, "/administrators");
  const { items } = await read<{ items: { username: string }[] }>("/api/v2/administrators?active=true");
  expect(items).toHaveLength(1);
  const last = up().admin.username;
  await page.getByRole("button", { name: `Actions for ${last}` }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  const asking = page.getByRole("dialog", { name: `Deactivate ${last}?` });
  await asking.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "One active administrator must remain." })).toBeVisible();
  await expect(call("DELETE", `/api/v2/administrators/${last}`)).rejects.toThrow("409");
});

test("an API key is shown once, does what its access says and no more", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "/keys");
  await page.getByRole("button", { name: "Add API key" }).first().click();
  const adding = page.getByRole("dialog", { name: "Add API key" });
  const submit = adding.getByRole("button", { name: "Add API key" });
  await adding.getByLabel("Description").fill(keyName);
  const from = adding.getByRole("textbox", { name: "Allowed addresses" });
  await from.fill("192.0.2.0/99\nnot an address");
  await submit.click();
  await expect(from).toHaveAttribute("aria-invalid", "true");
  await expect(from).toBeFocused();
  await expectAccessible(page);
  await from.fill("127.0.0.1, ::1");
  await submit.click();

  const issued = page.getByRole("dialog", { name: "Copy now — it will not be shown again" });
  await expect(adding).toBeHidden();
  await expectAccessible(page);
  const label = await issued.getByRole("button", { name: /^Copy: / }).getAttribute("aria-label");
  const key = (label ?? "").replace("Copy: ", "");
  expect(key).toMatch(/^[0-9A-F]{6}(-[0-9A-F]{6}){4}$/);
  await page.keyboard.press("Escape");
  await expect(issued).toBeVisible();
  await issued.getByRole("button", { name: "I have stored it" }).click();
  await page.reload();
  // Not the rows of what was changed, in its dialog.
  const row = page.locator("[role=row][data-index]").filter({ hasText: keyName });
  await expect(row).toContainText(`…${key.slice(-6)}`);
  expect(await page.content()).not.toContain(key);

  const used = async (method: string, headers: Record<string, string> = {}, with_ = key) =>
    (
      await fetch(`${up().api_url}/api/v2/domains`, {
        method,
        headers: { "X-API-Key": with_, "Content-Type": "application/json", ...headers },
        ...(method === "GET" ? {} : { body: JSON.stringify({ name: "access-never.example" }) }),
      })
    ).status;
  expect(await used("GET")).toBe(200);
  expect(await used("POST")).toBe(403);
  expect(await used("GET", { "X-HTTP-Method-Override": "POST" })).toBe(200);
  expect((await read<{ total: number }>("/api/v2/domains?search=access-never")).total).toBe(0);

  await page.getByRole("button", { name: `Edit: ${keyName}` }).click();
  const editing = page.getByRole("dialog", { name: `Edit API key …${key.slice(-6)}` });
  await editing.getByRole("textbox", { name: "Allowed addresses" }).fill("192.0.2.7");
  await editing.getByRole("button", { name: "Save changes" }).click();
  await expect(row).toContainText("192.0.2.7");
  expect([401, 403]).toContain(await used("GET"));
  await page.getByRole("button", { name: `Edit: ${keyName}` }).click();
  await editing.getByRole("checkbox", { name: "Skip IP check" }).check();
  await editing.getByRole("button", { name: "Save changes" }).click();
  await expect(row).toContainText("From anywhere");
  expect(await used("GET")).toBe(200);

  await page.getByRole("button", { name: `Actions for ${keyName}` }).click();
  await page.getByRole("menuitem", { name: "Regenerate" }).click();
  const regenerating = page.getByRole("dialog", { name: `Regenerate the key ${keyName}?` });
  await regenerating.getByRole("button", { name: "Regenerate" }).click();
  const again = await issued.getByRole("button", { name: /^Copy: / }).getAttribute("aria-label");
  await issued.getByRole("button", { name: "I have stored it" }).click();
  expect(await used("GET")).toBe(401);
  expect(await used("GET", {}, (again ?? "").replace("Copy: ", ""))).toBe(200);

  await page.getByRole("button", { name: `Actions for ${keyName}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const deleting = page.getByRole("dialog", { name: `Delete the key ${keyName}?` });
  await deleting.getByLabel(`Type ${keyName} to confirm`).fill(keyName);
  await deleting.getByRole("button", { name: "Delete API key" }).click();
  await expect(row).toBeHidden();
  expect(await used("GET", {}, (again ?? "").replace("Copy: ", ""))).toBe(401);
});

test("sessions are ended one by one and everywhere", async ({ page, browser }) => {
  await call("POST", "/api/v2/administrators", guest);
  const first = await another(browser);
  const third = await another(browser);
  await signIn(first, "/domains", guest);
  await signIn(third, "/domains", guest);
  await signIn(page, `/sessions?account=${guest.username}`, guest);
  await expect(page.getByText("Showing 1 to 3 of 3 entries")).toBeVisible();
  await expect(page.getByText("this session")).toHaveCount(1);
  await page.getByRole("button", { name: `End session: ${guest.username}, 127.0.0.1` }).first().click();
  const ending = page.getByRole("dialog", { name: `End this session of ${guest.username}?` });
  await expect(ending).toBeVisible();
  await expectAccessible(page);
  await ending.getByRole("button", { name: "End session" }).click();
  await expect(page.getByText("Showing 1 to 2 of 2 entries")).toBeVisible();

  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  const everywhere = page.getByRole("dialog", { name: "Sign out everywhere?" });
  await everywhere.getByRole("button", { name: "Sign out everywhere" }).click();
  for (const one of [page, first, third]) {
    if (one !== page) await one.reload();
    await expect(one.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  }
  expect((await read<{ total: number }>(`/api/v2/sessions?account=${guest.username}`)).total).toBe(0);
  await first.context().close();
  await third.context().close();
});

test("the changes tell who did what, when, and what exactly it changed", async ({ page }) => {
  await call("POST", "/api/v2/domains", { name: domain, description: "As it was" });
  await call("POST", "/api/v2/administrators", auditor);
  await signIn(page, `/domains?edit=${domain}`, auditor);
  const editing = page.getByRole("dialog", { name: `Edit ${domain}` });
  await expect(editing.getByLabel("Description")).toHaveValue("As it was");
  await editing.getByLabel("Description").fill("As it is <script>window.hurt=1</script>");
  await editing.getByRole("button", { name: "Save changes" }).click();
  await expect(editing).toBeHidden();

  await page.goto(`/changes?object=${domain}`);
  await expect(page.getByText("Domain added")).toBeVisible();
  await expect(page.getByText("Domain changed")).toBeVisible();
  const filter = async (name: string) => {
    await page.getByRole("button", { name: "Add filter" }).click();
    await page.getByRole("menuitem", { name, exact: true }).click();
  };
  await filter("Who");
  await page.getByRole("textbox", { name: "Who" }).fill(auditor.username);
  await page.keyboard.press("Enter");
  await filter("What");
  await page.getByRole("option", { name: "domains", exact: true }).click();
  await filter("From when");
  await page.getByRole("option", { name: "in the last hour" }).click();
  await expect(page).toHaveURL(/since=1h/);
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
  await filter("Until when");
  await page.getByRole("option", { name: "older than an hour" }).click();
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear: older than an hour" }).click();

  await page.getByRole("row", { name: /Domain changed/ }).click();
  const entry = page.getByRole("dialog", { name: /^Entry / });
  const line = entry.getByRole("row", { name: /^Description/ });
  await expect(line).toContainText("As it was");
  await expect(line).toContainText("As it is <script>window.hurt=1</script>");
  await expect(entry).toContainText(auditor.username);
  await expect(entry.getByRole("row")).toHaveCount(2);
  await expectAccessible(page);
  await page.reload();
  await expect(line).toContainText("As it was");
  expect(await page.evaluate(() => "hurt" in window)).toBe(false);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Verify integrity" }).click();
  await expect(page.getByText("The chain is intact")).toBeVisible();
  await expectAccessible(page);
});
