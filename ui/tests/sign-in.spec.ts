import { call, up } from "./instance";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

test("the sign-in is there in both languages and themes, for everybody", async ({ page }) => {
  await prefer(page, { language: "en", theme: "dark" });
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await expect(page.getByText("Sign in to your admin panel")).toBeVisible();
  await expect(page.getByText("Professional Mail Server Management")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Language").selectOption("az");
  await expect(page.getByRole("heading", { name: "Xoş gəlmisiniz" })).toBeVisible();
  await page.getByLabel("Görünüş").selectOption("light");
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "light");
  await expect(page.locator("html")).toHaveAttribute("lang", "az");
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
});

test("a wrong password and an unknown name are refused alike", async ({ page }) => {
  await prefer(page, { language: "en" });
  await page.goto("/sign-in");
  const said: (string | null)[] = [];
  for (const name of [up().admin.username, "nobody"]) {
    await page.getByLabel("Username").fill(name);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    const answered = page.waitForResponse("**/api/v2/session");
    await page.getByRole("button", { name: "Sign in" }).click();
    await answered;
    await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
    await expect(page.getByRole("alert")).toBeVisible();
    said.push(await page.getByRole("alert").textContent());
  }
  expect(said[0]).toBe(said[1]);
  expect(said[0]).toMatch(/did not match/);
});

test("empty fields are said at the field", async ({ page }) => {
  await prefer(page, { language: "en" });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Enter your username.");
  await expect(page.getByLabel("Username")).toBeFocused();
});

test("signing in leads to the page that was asked for, signing out back to the door", async ({ page }) => {
  await prefer(page, { language: "en" });
  await signIn(page, "/domains?q=example");
  await expect(page).toHaveURL(/\/domains\?q=example$/);
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await page.goto("/domains");
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
});

test("no other site can be where the sign-in leads", async ({ page }) => {
  for (const elsewhere of ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]) {
    await page.context().clearCookies();
    await signIn(page, `/sign-in?return=${encodeURIComponent(elsewhere)}`);
    expect(new URL(page.url()).origin, elsewhere).toBe(up().panel_url);
  }
});

test("a session that was ended elsewhere leads to the sign-in and back to the same page", async ({ page }) => {
  await prefer(page, { language: "en" });
  await signIn(page, "/domains?sort=-name");
  await call("DELETE", `/api/v2/administrators/${up().admin.username}/sessions`);
  // Nobody has to click or to wait for the next poll: the live stream ends with the session, then the panel asks why.
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible({ timeout: 5_000 });
  await page.locator("#username").fill(up().admin.username);
  await page.locator("#password").fill(up().admin.password);
  await page.locator("button[type=submit]").click();
  await expect(page).toHaveURL(/\/domains\?sort=-name$/);
});

test("the sign-in can be used before the panel's code is there", async ({ page }) => {
  // What the fields need: everything else may never arrive.
  await page.route("**/assets/main-*", (route) => route.abort());
  await page.goto("/sign-in");
  await page.locator("#username").fill("typed");
  await expect(page.locator("#username")).toHaveValue("typed");
});
