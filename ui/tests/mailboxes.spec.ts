import { call, deleteDomain, read, seed } from "./instance";
import { expectMail, send } from "./mail";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

const password = "a Long enough one 7";
const anna = { address: "anna@mail.example", password };

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en" });
});

test.beforeAll(async () => {
  await call("POST", "/api/v2/domains", { name: "mail.example" });
});

test.afterAll(async () => {
  await deleteDomain("mail.example");
});

test("a mailbox and an alias made in the panel take and send mail at once", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "/mailboxes?dialog=add");
  const adding = page.getByRole("dialog", { name: "Add mailbox" });
  await adding.getByLabel("Username").fill("anna");
  await adding.getByRole("combobox", { name: "Domain" }).fill("mail.ex");
  await page.getByRole("option", { name: "mail.example" }).click();
  await adding.getByRole("textbox", { name: "Password" }).fill(password);
  await expectAccessible(page);
  await adding.getByRole("button", { name: "Add mailbox" }).click();
  await expect(page.getByText("anna@mail.example was added and takes mail")).toBeVisible();

  await page.goto("/aliases?dialog=add");
  const alias = page.getByRole("dialog", { name: "Add alias" });
  await alias.getByLabel("Alias address").fill("hello@mail.example");
  await alias.getByLabel("Goto addresses").fill("anna@mail.example");
  await alias.getByRole("button", { name: "Add alias" }).click();
  await expect(page.getByText("hello@mail.example was added")).toBeVisible();

  await send(anna, "hello@mail.example", "By the alias");
  await expectMail(anna, "By the alias");

  await page.goto("/mailboxes/anna@mail.example");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("anna@mail.example");
  await expectAccessible(page);
});

test("bulk work sets encryption, frequency, quota and tags, on a phone from one menu", async ({ page }) => {
  test.setTimeout(120_000);
  const domain = await seed(3);
  const choose = async (group: string, action: string) => {
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    await page.getByRole("region", { name: "3 selected" }).getByRole("button", { name: group }).click();
    await expect(page.getByRole("menuitem").first()).toBeFocused();
    await expectAccessible(page, { part: "[role=menu]" });
    await page.getByRole("menuitem", { name: action, exact: true }).click();
  };
  const done = async () => {
    await expect(page.getByText("Done for 3 entries")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await signIn(page, `/mailboxes?q=${domain}`);
  await choose("Encryption", "Switch Enforce TLS incoming on");
  await done();
  await choose("Protocols", "Switch POP3 off");
  await done();
  await choose("Quota and tags", "Set quota");
  await page.getByRole("textbox", { name: "Quota" }).fill("1");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Set the quota of 3 mailboxes" }).click();
  await done();
  await page.setViewportSize({ width: 360, height: 740 });
  await choose("Actions", "Add tags");
  await page.getByRole("combobox", { name: "Tags" }).fill("staff");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Tag 3 mailboxes" }).click();
  await done();
  const { items } = await read<{ items: Record<string, unknown>[] }>(`/api/v2/mailboxes?search=${domain}`);
  expect(items).toHaveLength(3);
  for (const item of items) {
    expect(item).toMatchObject({
      tls_enforce_in: true,
      tls_enforce_out: false,
      pop3_access: false,
      quota: 1_073_741_824,
      tags: ["staff"],
    });
  }
  await deleteDomain(domain);
});

test("an action on all rows of a filter reaches rows that were never loaded", async ({ page }) => {
  test.setTimeout(120_000);
  const domain = await seed(130);
  await signIn(page, `/mailboxes?q=${domain}`);
  await expect(page.getByText(/of 130 entries/)).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all rows" }).check();
  await expect(page.getByText("130 selected").first()).toBeVisible();
  await page.getByRole("region", { name: "130 selected" }).getByRole("button", { name: "Status" }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  const running = page.getByRole("dialog");
  await expect(running).toBeVisible();
  await running.getByRole("button", { name: "Deactivate" }).click();
  await expect(running.getByText("Done for 130 entries")).toBeVisible();
  const left = await read<{ total: number }>(`/api/v2/mailboxes?search=${domain}&state=active`);
  expect(left.total).toBe(0);
  await deleteDomain(domain);
});
