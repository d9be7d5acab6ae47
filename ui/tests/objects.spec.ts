import { readFileSync } from "node:fs";

import type { Page } from "@playwright/test";

import { call, deleteDomain, read, remove, supervisor } from "./instance";
import { expectMail, send } from "./mail";
import { copied, expect, expectAccessible, prefer, signIn, test } from "./panel";

const home = "objects.example";
const secondName = "objects-second.example";
const fromTemplate = "objects-templated.example";
const password = "a Long enough one 7";
const templateName = `Office ${Date.now().toString(36)}`;

/** Names that a spreadsheet would take for formulas, and ones that a careless writer of CSV would break on. */
const names = ["=1+1", "+2", "-3", "@SUM(A1)", 'says "hello", twice', "two\u00a0words", "ə ğ ı ş 👩‍👩‍👧"];

test.beforeAll(async () => {
  await call("POST", "/api/v2/domains", { name: home, max_mailboxes: 50 });
  for (const [i, name] of names.entries()) {
    await call("POST", "/api/v2/mailboxes", { local_part: `export${String(i)}`, domain: home, name, password });
  }
  await call("POST", "/api/v2/mailboxes", { local_part: "left-out", domain: home, password });
});

test.afterAll(async () => {
  await remove(`/api/v2/alias-domains/${secondName}`);
  await deleteDomain(fromTemplate);
  await deleteDomain(home);
  for (const kind of ["domain", "mailbox"]) {
    const { items } = await read<{ items: { id: number; name: string }[] }>(`/api/v2/templates/${kind}`);
    for (const { id, name } of items) {
      if (name.startsWith(templateName)) await call("DELETE", `/api/v2/templates/${kind}/${String(id)}`);
    }
  }
});

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en" });
});

async function addTemplate(page: Page, what: "Template for domains" | "Template for mailboxes") {
  await page.getByRole("button", { name: "Add template" }).click();
  await page.getByRole("menuitem", { name: what }).click();
  const dialog = page.getByRole("dialog", { name: what });
  await dialog.getByRole("button", { name: "Add template" }).click();
  await expect(dialog.getByText("Enter a name.")).toBeVisible();
  return dialog;
}

test("templates fill in what new domains and mailboxes start with", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "/templates");
  const forDomains = await addTemplate(page, "Template for domains");
  await forDomains.getByRole("textbox", { name: "Name" }).fill(templateName);
  await forDomains.getByRole("textbox", { name: "Maximum mailboxes" }).fill("33");
  await forDomains.getByRole("textbox", { name: "Maximum aliases" }).fill("44");
  await expectAccessible(page);
  await forDomains.getByRole("button", { name: "Add template" }).click();
  await expect(forDomains).toBeHidden();
  const forMailboxes = await addTemplate(page, "Template for mailboxes");
  await forMailboxes.getByRole("textbox", { name: "Name" }).fill(templateName);
  await forMailboxes.getByRole("radio", { name: "Login disabled" }).check();
  await forMailboxes.getByRole("switch", { name: "POP3" }).uncheck();
  await forMailboxes.getByRole("button", { name: "Add template" }).click();
  await expect(forMailboxes).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: templateName });
  await expect(row.getByRole("cell", { name: "33", exact: true })).toBeVisible();
  await expect(row.getByRole("cell", { name: "44", exact: true })).toBeVisible();

  await row.hover();
  await page.getByRole("button", { name: `Edit: ${templateName}` }).first().click();
  const editing = page.getByRole("dialog", { name: `Edit ${templateName}` });
  await expect(editing.getByRole("textbox", { name: "Maximum mailboxes" })).toHaveValue("33");
  await editing.getByRole("textbox", { name: "Maximum mailboxes" }).fill("35");
  await editing.getByRole("button", { name: "Save changes" }).click();
  await expect(row.getByRole("cell", { name: "35", exact: true })).toBeVisible();
  // The one for mailboxes has the same name, and changes of its own.
  await row.getByRole("button", { name: `Edit: ${templateName}` }).click();
  await expect(editing.getByText("Template changed")).toBeVisible();
  await expect(editing.getByText("Template added")).toHaveCount(1);
  await editing.getByRole("button", { name: "Cancel" }).click();

  await page.goto("/domains?dialog=add");
  const adding = page.getByRole("dialog", { name: "Add domain" });
  await adding.getByRole("textbox", { name: "Domain", exact: true }).fill(fromTemplate);
  await adding.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: templateName }).click();
  await expect(adding.getByRole("textbox", { name: "Maximum mailboxes" })).toHaveValue("35");
  await adding.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText(`${fromTemplate} was added`)).toBeVisible();
  const made = await read<{ max_mailboxes: number; max_aliases: number }>(`/api/v2/domains/${fromTemplate}`);
  expect(made).toMatchObject({ max_mailboxes: 35, max_aliases: 44 });

  await page.goto(`/mailboxes?dialog=add&domain=${fromTemplate}`);
  const mailbox = page.getByRole("dialog", { name: "Add mailbox" });
  await mailbox.getByLabel("Username").fill("templated");
  await expect(mailbox.getByRole("combobox", { name: "Domain" })).toHaveValue(fromTemplate);
  await mailbox.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: templateName }).click();
  await expect(mailbox.getByRole("radio", { name: "Login disabled" })).toBeChecked();
  await mailbox.getByRole("textbox", { name: "Password" }).fill(password);
  await mailbox.getByRole("button", { name: "Add mailbox" }).click();
  await expect(mailbox).toBeHidden();
  expect(await read(`/api/v2/mailboxes/templated@${fromTemplate}`)).toMatchObject({
    state: "no_login",
    pop3_access: false,
    imap_access: true,
  });

  for (const address of ["/templates", "/templates?tab=mailboxes"]) {
    await page.goto(address);
    await page.getByRole("button", { name: `Actions for ${templateName}` }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const deleting = page.getByRole("dialog", { name: `Delete the template ${templateName}?` });
    await deleting.getByLabel(`Type ${templateName} to confirm`).fill(templateName);
    await deleting.getByRole("button", { name: "Delete template" }).click();
    await expect(deleting).toBeHidden();
    await expect(page.getByRole("row").filter({ hasText: templateName })).toHaveCount(0);
  }
  expect((await read<{ max_mailboxes: number }>(`/api/v2/domains/${fromTemplate}`)).max_mailboxes).toBe(35);
});

test("a mailbox that is renamed keeps its mail, and the old address goes on receiving", async ({ page }) => {
  test.setTimeout(120_000);
  const before = { address: `before@${home}`, password };
  const after = { address: `after@${home}`, password };
  await call("POST", "/api/v2/mailboxes", { local_part: "before", domain: home, password });
  await send(before, before.address, "Older than the name");
  await expectMail(before, "Older than the name");

  await signIn(page, "/mailboxes?q=before@objects");
  await page.getByRole("button", { name: `Actions for ${before.address}` }).click();
  await page.getByRole("menuitem", { name: /Rename/ }).click();
  const renaming = page.getByRole("dialog", { name: `Rename ${before.address}` });
  await renaming.getByRole("button", { name: "Rename" }).click();
  await expect(renaming.getByText("This is its name already.")).toBeVisible();
  await renaming.getByLabel("New name").fill("export0");
  await renaming.getByRole("button", { name: "Rename" }).click();
  await expect(renaming.getByLabel("New name")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await renaming.getByLabel("New name").fill("after");
  await renaming.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText(`The mailbox is ${after.address} now`)).toBeVisible();

  await expectMail(after, "Older than the name");
  await expect(expectMail(before, "Older than the name")).rejects.toThrow();
  await send(after, before.address, "To the old address");
  await expectMail(after, "To the old address");
});

test("a domain alias is a second name until it is deleted", async ({ page }) => {
  test.setTimeout(120_000);
  const person = { address: `person@${home}`, password };
  await call("POST", "/api/v2/mailboxes", { local_part: "person", domain: home, password });
  await signIn(page, "/alias-domains?q=objects");
  await page.getByRole("button", { name: "Add domain alias" }).first().click();
  const adding = page.getByRole("dialog", { name: "Add domain alias" });
  const submit = adding.getByRole("button", { name: "Add domain alias" });
  await submit.click();
  await expect(adding.getByText("Enter the domain alias, as in example.org.")).toBeVisible();
  await expect(adding.getByText("Choose the domain that it is a second name of.")).toBeVisible();
  await adding.getByRole("textbox", { name: "Domain alias" }).fill(home);
  await adding.getByRole("combobox", { name: "Target domain" }).fill(home);
  await page.getByRole("option", { name: home }).click();
  await submit.click();
  // What is wrong can be read: the list of choices does not open over it.
  await expect(adding.getByText("A domain cannot be its own alias")).toBeVisible();
  await expect(page.getByRole("option", { name: home })).toBeHidden();
  await expectAccessible(page);
  await adding.getByRole("textbox", { name: "Domain alias" }).fill(secondName);
  await submit.click();
  await expect(page.getByText(`${secondName} is now a second name of ${home}`)).toBeVisible();
  await send(person, `person@${secondName}`, "By the second name");
  await expectMail(person, "By the second name");

  const row = page.getByRole("row").filter({ hasText: secondName });
  await row.hover();
  await row.getByRole("button", { name: `Deactivate: ${secondName}` }).click();
  const question = page.getByRole("dialog", { name: `Deactivate ${secondName}?` });
  await question.getByRole("button", { name: "Deactivate" }).click();
  await expect(row).toContainText("Inactive");
  await expect(send(person, `person@${secondName}`, "While it is off")).rejects.toThrow();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toContainText("Active");

  await row.getByRole("button", { name: `Edit: ${secondName}` }).click();
  const editing = page.getByRole("dialog", { name: `Edit ${secondName}` });
  await editing.getByRole("switch", { name: "Active" }).uncheck();
  await editing.getByRole("button", { name: "Save changes" }).click();
  await expect(row).toContainText("Inactive");

  await row.getByRole("button", { name: `Actions for ${secondName}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const deleting = page.getByRole("dialog", { name: `Delete ${secondName}?` });
  await expectAccessible(page);
  await deleting.getByLabel(`Type ${secondName} to confirm`).fill(secondName);
  await deleting.getByRole("button", { name: "Delete domain alias" }).click();
  await expect(row).toBeHidden();
  await expect(read(`/api/v2/alias-domains/${secondName}`)).rejects.toThrow("404");
});

/** RFC 4180, as a spreadsheet reads it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new Error(`No CSV at ${String(cell.lastIndex)}`);
    const [, raw = "", end] = found;
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === "\r\n" && cell.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

async function exported(page: Page, how: "As CSV" | "As JSON"): Promise<string> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const arriving = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: how }).click();
  return readFileSync(await (await arriving).path(), "utf8");
}

test("what the filter shows is exported, and no cell of it is a formula", async ({ page }) => {
  await signIn(page, "/mailboxes?q=export&sort=address");
  await expect(page.getByText(`of ${String(names.length)} entries`)).toBeVisible();
  const rows = parseCsv(await exported(page, "As CSV"));
  const [heads = [], ...cells] = rows;
  expect(rows.every((row) => row.length === heads.length)).toBe(true);
  const column = (name: string) => cells.map((row) => row[heads.indexOf(name)]);
  expect(column("Full name")).toEqual(names.map((name) => (/^[=+\-@]/.test(name) ? `'${name}` : name)));
  for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);

  const objects = JSON.parse(await exported(page, "As JSON")) as { address: string; name: string }[];
  expect(objects.map((one) => one.name)).toEqual(names);
  expect(objects.map((one) => one.address)).toEqual(names.map((_, i) => `export${String(i)}@${home}`));
});

test("columns and density are remembered, in every tab of the browser", async ({ page }) => {
  await signIn(page, "/mailboxes?q=export");
  await expect(page.getByText(`of ${String(names.length)} entries`)).toBeVisible();
  const height = async (there: Page) => (await there.getByRole("row").nth(1).boundingBox())?.height ?? 0;
  const tall = await height(page);
  await page.getByRole("button", { name: "Columns" }).click();
  const menu = page.getByRole("menu", { name: "Columns" });
  for (const choice of ["Domain", "Full name", "Compact"]) await menu.getByText(choice, { exact: true }).click();
  await page.keyboard.press("Escape");
  const looks = async (there: Page) => {
    await expect(there.getByRole("columnheader", { name: /Domain/ })).toBeVisible();
    await expect(there.getByRole("columnheader", { name: /Full name/ })).toBeHidden();
    await expect.poll(() => height(there)).toBeLessThan(tall);
  };
  await looks(page);
  await page.reload();
  await looks(page);
  const tab = await page.context().newPage();
  await tab.goto("/mailboxes?q=export");
  await looks(tab);
  await tab.close();
});

test("an address leads to a filter with a dialog, in both languages", async ({ page }) => {
  await signIn(page, `/mailboxes?q=export&edit=export1@${home}`);
  const dialog = page.getByRole("dialog", { name: `Edit export1@${home}` });
  await expect(dialog.getByLabel("Full name")).toHaveValue("+2");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("searchbox", { name: "Search" })).toHaveValue("export");
  await page.goBack();
  await expect(dialog).toBeVisible();
  const az = await page.context().newPage();
  await prefer(az, { language: "az" });
  await az.goto(page.url());
  await expect(az.locator("html")).toHaveAttribute("lang", "az");
  const there = az.getByRole("dialog", { name: new RegExp(`export1@${home}`) });
  await expect(there.locator("input[value='+2']")).toBeVisible();
  await expectAccessible(az);
});

const headline = (page: Page, text: string) => expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();

test("the page of an object says whether its last change is in force, and since when it is not", async ({ page }) => {
  test.setTimeout(120_000);
  const address = `applied@${home}`;
  await call("POST", "/api/v2/mailboxes", { local_part: "applied", domain: home, password });
  await signIn(page, `/mailboxes/${address}`);
  const state = page.locator("dl > div").filter({ hasText: "Sync status" });
  await expect(state).toContainText("Live");
  await expectAccessible(page);

  // Without the directory the mail path goes by what it knew; what is saved meanwhile waits.
  await supervisor("stop", "directory");
  try {
    await call("PATCH", `/api/v2/mailboxes/${address}`, { name: "Saved meanwhile" });
    await expect(page.getByText("Saved meanwhile").first()).toBeVisible();
    const late = state.getByRole("button", { name: /^(Not applied|Being applied)/ });
    await late.click();
    const details = page.getByRole("dialog", { name: /^(Not applied|Being applied)/ });
    await expect(details).toContainText("Directory");
    await expect(details).toContainText("What keeps it");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
  } finally {
    await supervisor("start", "directory");
  }
  await expect(state).toContainText("Live", { timeout: 30_000 });
  await expect(state.getByRole("button")).toHaveCount(0);
});

test("an object that is gone says who deleted it, under the eyes of who looks at it", async ({ page }) => {
  await call("POST", "/api/v2/mailboxes", { local_part: "gone", domain: home, password });
  const made = (await (
    await call("POST", "/api/v2/aliases", { address: `leaving@${home}`, destinations: [`gone@${home}`, `export1@${home}`] })
  ).json()) as { id: number };
  await signIn(page, `/mailboxes/gone@${home}`);
  await headline(page, `gone@${home}`);
  await call("DELETE", `/api/v2/mailboxes/gone@${home}`);
  await headline(page, `There is no mailbox gone@${home}`);
  await expect(page.getByText(/\(API key …\w+\) deleted it on /)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Its changes" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Mailbox deleted" })).toBeVisible();
  await page.goBack();
  await page.getByRole("link", { name: "To all mailboxes" }).click();
  await expect(page).toHaveURL(/\/mailboxes$/);

  await call("DELETE", `/api/v2/aliases/${String(made.id)}`);
  await page.goto(`/aliases/${String(made.id)}`);
  await headline(page, `There is no alias leaving@${home}`);
  await page.goto("/domains/never-was.example");
  await headline(page, "There is no domain never-was.example");
  await expect(page.getByText("It may have been deleted, or the address has a typing error.")).toBeVisible();

  await call("POST", "/api/v2/mailboxes", { local_part: "maiden", domain: home, password });
  await call("POST", `/api/v2/mailboxes/maiden@${home}/rename`, { local_part: "married", create_alias: false });
  await page.goto(`/mailboxes/maiden@${home}`);
  await page.getByRole("link", { name: `Open married@${home}` }).click();
  await headline(page, `married@${home}`);
});

test("a deletion names what goes, wants its name, and is not offered where it would be refused", async ({ page }) => {
  test.setTimeout(120_000);
  const domain = "objects-leaving.example";
  await deleteDomain(domain);
  await call("POST", "/api/v2/domains", { name: domain });
  await call("POST", "/api/v2/mailboxes", { local_part: "last", domain, password });
  await call("POST", "/api/v2/aliases", { address: `only@${domain}`, destinations: [`last@${domain}`] });
  await call("POST", "/api/v2/aliases", { address: `stays@${domain}`, destinations: [`export1@${home}`] });
  const last = { address: `last@${domain}`, password };
  await send(last, last.address, "To be deleted");
  await expectMail(last, "To be deleted");
  // Mail is counted a moment after it arrived.
  const counted = async () => (await read<{ message_count: number }>(`/api/v2/mailboxes/${last.address}`)).message_count;
  await expect.poll(counted, { timeout: 30_000 }).toBe(1);

  await signIn(page, `/domains/${domain}`);
  await page.getByRole("button", { name: "Delete" }).click();
  const staying = page.getByRole("dialog", { name: `Can't delete ${domain} yet` });
  await expect(staying).toContainText("It still has 1 mailbox");
  await expect(staying.getByRole("textbox")).toHaveCount(0);
  await expect(staying.getByRole("button", { name: "Delete domain" })).toHaveCount(0);
  await expectAccessible(page);
  await staying.getByRole("link", { name: "All mailboxes of this domain" }).click();
  await page.getByRole("link", { name: last.address }).click();
  await headline(page, last.address);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const mailbox = page.getByRole("dialog", { name: `Delete ${last.address}?` });
  await expect(mailbox).toContainText(/This also deletes: 1 alias and 1 message \(.+\)\./);
  await expect(mailbox).not.toContainText(/\b0 /);
  await expectAccessible(page);
  await mailbox.getByLabel(`Type ${last.address} to confirm`).fill(last.address);
  await mailbox.getByRole("button", { name: "Delete mailbox" }).click();
  await expect(page).toHaveURL(/\/mailboxes$/);

  await page.goto(`/aliases?q=stays@${domain}`);
  await page.getByRole("button", { name: `Actions for stays@${domain}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const alias = page.getByRole("dialog", { name: `Delete stays@${domain}?` });
  await expect(alias.getByRole("button", { name: "Delete alias" })).toBeDisabled();
  await alias.getByLabel(`Type stays@${domain} to confirm`).fill(`stays@${domain}`);
  await alias.getByRole("button", { name: "Delete alias" }).click();
  await expect(alias).toBeHidden();

  await page.goto(`/domains/${domain}`);
  await page.getByRole("button", { name: "Delete" }).click();
  const asking = page.getByRole("dialog", { name: `Delete ${domain}?` });
  await expect(asking.getByText("This cannot be undone.")).toBeVisible();
  await expect(asking).not.toContainText("This also deletes");
  await asking.getByLabel(`Type ${domain} to confirm`).fill(domain);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/domains$/);
  await expect(read(`/api/v2/domains/${domain}`)).rejects.toThrow("404");
});

test("both keys of a domain are shown whole and split, each to copy", async ({ page }) => {
  await call("POST", "/api/v2/dkim", { domains: [home], algorithm: "ed25519" });
  const { keys } = await read<{ keys: { algorithm: string; record_text: string; record_parts: string[] }[] }>(
    `/api/v2/dkim/${home}`,
  );
  expect(keys.map((key) => key.algorithm).sort()).toEqual(["ed25519", "rsa"]);
  await signIn(page, `/domains/${home}?tab=dkim`);
  await expect(page.getByText("Signed with 2 keys")).toBeVisible();
  for (const { record_text: text } of keys) {
    expect(await copied(page, page.getByRole("button", { name: `Copy: ${text}` }))).toBe(text);
  }
  await page.getByRole("switch", { name: "Split into 255-character strings" }).check();
  const long = keys.find((key) => key.record_parts.length > 1);
  expect(await copied(page, page.getByRole("button", { name: "Copy: All strings" }))).toBe(long?.record_parts.map((part) => `"${part}"`).join(" "));
  await expectAccessible(page);
});
