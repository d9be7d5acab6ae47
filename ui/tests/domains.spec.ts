import { call, deleteDomain, up } from "./instance";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en" });
});

test("a domain is added, changed and deleted", async ({ page }) => {
  await signIn(page);
  await page.getByRole("button", { name: "Add domain" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add domain" });
  await expect(dialog.getByLabel("Domain", { exact: false }).first()).toBeFocused();
  await expectAccessible(page);

  await dialog.getByRole("button", { name: "Add domain" }).click();
  await expect(dialog.getByText("Enter the domain, as in example.org.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Domain", exact: true }).fill("-bad-.example");
  await dialog.getByRole("button", { name: "Add domain" }).click();
  await expect(dialog.getByRole("textbox", { name: "Domain", exact: true })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox", { name: "Domain", exact: true }).fill("life.example");
  await dialog.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText("life.example was added")).toBeVisible();

  const row = page.getByRole("row", { name: /life\.example/ });
  await expect(row).toContainText("0 of 10");
  await row.hover();
  await row.getByRole("button", { name: "Deactivate: life.example" }).click();
  const question = page.getByRole("dialog", { name: "Deactivate life.example?" });
  await expectAccessible(page);
  await question.getByRole("button", { name: "Deactivate" }).click();
  await expect(row).toContainText("Inactive");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toContainText("Active");

  // Nor does a notice cover what somebody wants to press meanwhile.
  await row.getByRole("button", { name: "Deactivate: life.example" }).click();
  await question.getByRole("button", { name: "Deactivate" }).click();
  await row.getByRole("button", { name: "Edit: life.example" }).click();
  for (const width of [390, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const save = page.getByRole("button", { name: "Save changes" });
    await expect(save).toBeInViewport();
    await save.click({ trial: true, timeout: 2_000 });
  }
  const editing = page.getByRole("dialog", { name: "Edit life.example" });
  await editing.getByLabel("Description").fill("Its whole life");
  await editing.getByRole("button", { name: "Save changes" }).click();
  await expect(editing).toBeHidden();
  await expect(row).toContainText("Its whole life");

  await row.getByRole("button", { name: "Actions for life.example" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const asking = page.getByRole("dialog", { name: "Delete life.example?" });
  await expect(asking.getByRole("button", { name: "Delete domain" })).toBeDisabled();
  await asking.getByLabel("Type life.example to confirm").fill("life.example");
  await asking.getByRole("button", { name: "Delete domain" }).click();
  await expect(row).toBeHidden();
});

test("two people change one domain: what both changed is chosen, the rest of both is kept", async ({ page }) => {
  await call("POST", "/api/v2/domains", { name: "two.example" });
  await signIn(page, "/domains?edit=two.example");
  const dialog = page.getByRole("dialog", { name: "Edit two.example" });
  await expect(dialog.getByLabel("Description")).toHaveValue("two.example");
  await dialog.getByLabel("Description").fill("Mine");
  await dialog.getByRole("textbox", { name: "Maximum mailboxes" }).fill("3");
  await call("PATCH", "/api/v2/domains/two.example", { description: "Theirs", max_aliases: 77, max_mailboxes: 4 });
  await dialog.getByRole("button", { name: "Save changes" }).click();
  const changed = page.getByRole("dialog", { name: "Somebody else changed this meanwhile" });
  await expect(changed.getByRole("table", { name: "Taken over from them" })).toContainText("77");
  await expectAccessible(page);
  const save = changed.getByRole("button", { name: "Save the result" });
  await expect(save).toBeDisabled();
  await changed.getByRole("radiogroup", { name: "Description" }).getByRole("radio", { name: /^Mine/ }).press(" ");
  await changed.getByRole("radiogroup", { name: "Maximum mailboxes" }).getByRole("radio", { name: /^Theirs/ }).press(" ");
  await save.press("Enter");
  await expect(dialog).toBeHidden();
  expect(await (await call("GET", "/api/v2/domains/two.example")).json()).toMatchObject({
    description: "Mine",
    max_mailboxes: 4,
    max_aliases: 77,
  });
  await call("DELETE", "/api/v2/domains/two.example");
});

test("what is typed before the form has its first values stays, and is not lost by leaving", async ({ page }) => {
  let letTemplatesCome = () => {};
  const typed = new Promise<void>((resolve) => {
    letTemplatesCome = resolve;
  });
  await page.route("**/api/v2/templates/domain?*", async (route) => {
    await typed;
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/"max_mailboxes":\d+/g, '"max_mailboxes":77') });
  });
  await signIn(page, "/domains?dialog=add");
  const dialog = page.getByRole("dialog", { name: "Add domain" });
  const name = dialog.getByRole("textbox", { name: "Domain", exact: true });
  await name.fill("early.example");
  letTemplatesCome();
  await expect(dialog.getByRole("textbox", { name: "Maximum mailboxes" })).toHaveValue("77");
  await expect(name).toHaveValue("early.example");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Keep editing" }).click();
  await expect(name).toHaveValue("early.example");
});

test("what is typed is not lost by leaving", async ({ page }) => {
  await signIn(page, "/domains?dialog=add");
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await page.getByRole("dialog").getByRole("textbox", { name: "Domain", exact: true }).fill("typed.example");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Keep editing" }).click();
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Domain", exact: true })).toHaveValue("typed.example");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // Escape is for the question alone while it is there.
  await page.getByRole("button", { name: "Add domain" }).first().click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Domain", exact: true }).fill("escaped.example");
  await page.keyboard.press("Escape");
  await expect(question).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("combobox", { name: "Search and commands" })).toHaveCount(0);
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Domain", exact: true })).toHaveValue("escaped.example");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // Nor by the back button, which would close the dialog.
  await page.getByRole("button", { name: "Add domain" }).first().click();
  const name = page.getByRole("dialog").getByRole("textbox", { name: "Domain", exact: true });
  await name.fill("again.example");
  await page.goBack();
  await page.getByRole("button", { name: "Keep editing" }).click();
  await expect(question).toHaveCount(0);
  await expect(name).toHaveValue("again.example");
  await page.goBack();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/domains$/);
});

test("a session that ends while somebody types loses nothing", async ({ page }) => {
  await signIn(page, "/domains?dialog=add");
  const name = page.getByRole("dialog", { name: "Add domain" }).getByRole("textbox", { name: "Domain", exact: true });
  await name.fill("kept.example");
  await call("DELETE", `/api/v2/administrators/${up().admin.username}/sessions`);
  // The live stream ends with the session: nobody has to press anything.
  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(again).toBeVisible({ timeout: 10_000 });
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await again.getByRole("textbox", { name: "Password" }).fill("not the password");
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again.getByRole("alert")).toContainText("That password is wrong");
  await again.getByRole("textbox", { name: "Password" }).fill(up().admin.password);
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again).toHaveCount(0);
  await expect(name).toHaveValue("kept.example");
  await page.getByRole("dialog", { name: "Add domain" }).getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText("kept.example was added")).toBeVisible();
  await deleteDomain("kept.example");
});

test("what is typed on a page is not lost by going to another of its kind", async ({ page }) => {
  for (const domain of ["here.example", "there.example"]) await call("POST", "/api/v2/domains", { name: domain });
  await signIn(page, "/domains/here.example?edit=here.example");
  const note = page.getByRole("dialog").getByRole("textbox", { name: "Description" });
  await note.fill("typed");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search and commands" }).fill("there.example");
  await page.getByRole("option", { name: /there\.example/ }).first().click();
  await page.getByRole("button", { name: "Keep editing" }).click();
  await expect(note).toHaveValue("typed");
  await expect(page).toHaveURL(/here\.example/);
  for (const domain of ["here.example", "there.example"]) await call("DELETE", `/api/v2/domains/${domain}`);
});

test("the list is searched, sorted and kept in the address", async ({ page }) => {
  for (const name of ["list-a.example", "list-b.example", "list-c.example"]) {
    await call("POST", "/api/v2/domains", { name });
  }
  await signIn(page, "/domains?q=list-");
  await expect(page.getByText("Showing 1 to 3 of 3 entries")).toBeVisible();
  await page.getByRole("button", { name: "Sort by Domain" }).click();
  await page.getByRole("button", { name: "Sort by Domain" }).click();
  await expect(page).toHaveURL(/sort=-name/);
  await expect(page.getByRole("row").nth(1)).toContainText("list-c.example");
  await page.getByRole("searchbox", { name: "Search" }).fill("list-b");
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Showing 1 to 1 of 1 entry")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search" }).fill("nothing-like-this");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByText("Nothing matches")).toBeHidden();
  for (const name of ["list-a.example", "list-b.example", "list-c.example"]) {
    await call("DELETE", `/api/v2/domains/${name}`);
  }
});
