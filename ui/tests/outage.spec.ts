import { supervisor } from "./instance";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

test("while the API is away the panel says so, and goes on when it is back", async ({ page, complaints }) => {
  test.setTimeout(120_000);
  await prefer(page, { language: "en" });
  await signIn(page, "/domains");
  await supervisor("stop", "api");
  try {
    // The stream ended: the panel finds out by itself.
    await expect(page.getByText(/The API does not answer/)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("button", { name: /^State of the server/ })).toContainText("unknown");
    // A page of which nothing was loaded before, and neither was its code.
    await page.getByRole("navigation", { name: "Navigation" }).getByRole("link", { name: "Sessions" }).click();
  } finally {
    await supervisor("start", "api");
  }
  await expect(page.getByText(/The API does not answer/)).toBeHidden({ timeout: 60_000 });
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible();
  await expect(page.getByText("this session")).toHaveCount(1);
  await expect(page.getByRole("button", { name: /^State of the server/ })).not.toContainText("unknown", { timeout: 30_000 });
  // What the browser says of connections that were refused meanwhile.
  complaints.splice(0);
});

test("everything can be done by keyboard alone", async ({ page }) => {
  await prefer(page, { language: "en" });
  await signIn(page, "/domains");
  await page.keyboard.press("?");
  const overview = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(overview).toContainText("Search and commands");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(overview).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
  await page.keyboard.type("add domain");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add domain" });
  await expect(dialog.getByRole("textbox", { name: "Domain", exact: true })).toBeFocused();
  await page.keyboard.type("keyboard.example");
  await page.keyboard.press("Enter");
  await expect(page.getByText("keyboard.example was added")).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
  await page.keyboard.type("keyboard.ex");
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("row").nth(1).focus();
  await expect(page.getByRole("row").nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/domains\/keyboard\.example/);
  await expect(page.getByRole("heading", { level: 1, name: "keyboard.example" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("group", { name: "Opened lately" })).toContainText("keyboard.example");
});
