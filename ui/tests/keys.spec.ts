import { generateKeyPairSync } from "node:crypto";

import type { Page } from "@playwright/test";

import { call, deleteDomain, read, up } from "./instance";
import { copied, expect, expectAccessible, prefer, signIn, test } from "./panel";

interface Key {
  selector: string;
  algorithm: string;
  record_name: string;
  record_text: string;
  record_parts: string[];
}

const signed = "keys-signed.example";
const unsigned = ["keys-a.example", "keys-b.example", "keys-c.example"] as const;
const [generated, imported, copy] = unsigned;

const elsewhere = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const publicText = elsewhere.publicKey.toString("base64");

const keysOf = async (domain: string) => (await read<{ keys: Key[] }>(`/api/v2/dkim/${domain}`)).keys;

async function removeAll() {
  for (const domain of [signed, ...unsigned]) {
    if ((await keysOf(domain)).length > 0) await call("DELETE", `/api/v2/dkim/${domain}`);
    await deleteDomain(domain);
  }
}

test.beforeAll(async () => {
  await call("POST", "/api/v2/domains", { name: signed });
  for (const name of unsigned) await call("POST", "/api/v2/domains", { name, dkim_bits: 0 });
});

test.afterAll(removeAll);

test.beforeEach(async ({ page }) => {
  await prefer(page, { language: "en" });
});

const rowOf = (page: Page, domain: string) => page.getByRole("row").filter({ hasText: domain });

async function choose(page: Page, domain: string) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Domains" }).fill(domain);
  await page.getByRole("option", { name: domain }).click();
  await page.keyboard.press("Escape");
}

test("domains without a key are found and get one, an Ed25519 key beside it", async ({ page }) => {
  await signIn(page, "/dkim?q=keys-");
  await expect(rowOf(page, signed)).toContainText("Key installed");
  await expect(rowOf(page, generated)).toContainText("Key missing");
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("menuitem", { name: "State" }).click();
  await page.getByRole("option", { name: "Key missing" }).click();
  await expect(rowOf(page, signed)).toBeHidden();
  await expect(rowOf(page, generated)).toBeVisible();

  await rowOf(page, generated).hover();
  await page.getByRole("button", { name: `Generate key: ${generated}` }).click();
  const adding = page.getByRole("dialog", { name: "Add ARC/DKIM key" });
  await expect(adding.getByText(generated)).toBeVisible();
  await expect(adding.getByRole("radio", { name: "RSA" })).toBeChecked();
  await expectAccessible(page);
  await adding.getByRole("button", { name: "Generate key" }).click();
  await expect(page.getByText("1 key was made; publish its record now")).toBeVisible();
  await expect(rowOf(page, generated)).toBeHidden();

  await page.goto(`/dkim?domain=${generated}`);
  const drawer = page.getByRole("dialog", { name: generated });
  await expect(drawer.getByRole("heading", { name: "RSA, 2,048 bits" })).toBeVisible();
  const [rsa] = await keysOf(generated);
  expect(rsa?.record_name).toBe(`dkim._domainkey.${generated}`);
  expect(await copied(page, drawer.getByRole("button", { name: "Copy: v=DKIM1" }))).toBe(rsa?.record_text);
  await expectAccessible(page);

  // Each part is a string of a zone file; together they are the record.
  await drawer.getByRole("switch", { name: "Split into 255-character strings" }).check();
  const all = await copied(page, drawer.getByRole("button", { name: "Copy: All strings" }));
  const parts = [...all.matchAll(/"([^"]*)"/g)].map((found) => found[1] ?? "");
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part.length).toBeLessThanOrEqual(255);
  expect(parts.join("")).toBe(rsa?.record_text);

  await drawer.getByRole("button", { name: "Generate a second key" }).click();
  await adding.getByRole("radio", { name: "Ed25519" }).check();
  await expect(adding.getByLabel("Key length")).toBeHidden();
  await adding.getByRole("button", { name: "Generate key" }).click();
  await expect(drawer.getByRole("heading", { name: "Ed25519" })).toBeVisible();
  await expect(drawer.getByRole("button", { name: "Generate a second key" })).toBeHidden();
  expect((await keysOf(generated)).map((key) => key.algorithm).sort()).toEqual(["ed25519", "rsa"]);
});

test("a key from elsewhere is imported, duplicated, shown to who knows the password, and deleted", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "/dkim?q=keys-");
  await page.getByRole("button", { name: "Import key" }).click();
  const importing = page.getByRole("dialog", { name: "Import key" });
  await importing.getByRole("button", { name: "Import key" }).click();
  await expect(importing.getByText("Paste the private key, or choose its file.")).toBeVisible();
  await importing.getByRole("textbox", { name: "Domain", exact: true }).fill(imported);
  const text = importing.getByRole("textbox", { name: "Private key" });
  await text.fill("-----BEGIN PRIVATE KEY-----\nbm8ga2V5IGF0IGFsbA==\n-----END PRIVATE KEY-----\n");
  await importing.getByRole("button", { name: "Import key" }).click();
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(text).toBeFocused();
  await expectAccessible(page);
  await importing.getByRole("textbox", { name: "Selector" }).fill("moved");
  await importing
    .getByLabel("Or from a file")
    .setInputFiles({ name: "dkim.pem", mimeType: "text/plain", buffer: Buffer.from(elsewhere.privateKey) });
  await expect(text).toHaveValue(elsewhere.privateKey);
  await importing.getByRole("button", { name: "Import key" }).click();
  await expect(page.getByText(`The key of ${imported} is in use`)).toBeVisible();
  const [key] = await keysOf(imported);
  expect(key?.selector).toBe("moved");
  expect(key?.record_text).toContain(publicText);

  // What would replace a key says so first.
  await page.getByRole("button", { name: "Import key" }).click();
  await importing.getByRole("textbox", { name: "Domain", exact: true }).fill(imported);
  await text.fill(elsewhere.privateKey);
  await importing.getByRole("button", { name: "Import key" }).click();
  await expect(importing.getByRole("alert").or(importing.locator("[aria-invalid=true]")).first()).toBeVisible();
  await importing.getByRole("checkbox", { name: "Replace an existing key" }).check();
  await importing.getByRole("button", { name: "Import key" }).click();
  await expect(importing).toBeHidden();
  expect((await keysOf(imported)).map((one) => one.selector)).toEqual(["dkim"]);

  await page.getByRole("button", { name: `Actions for ${imported}` }).click();
  await page.getByRole("menuitem", { name: "Duplicate to other domains" }).click();
  const duplicating = page.getByRole("dialog", { name: `Duplicate the keys of ${imported}` });
  await duplicating.getByRole("button", { name: "Duplicate keys" }).click();
  await expect(duplicating.getByText("Choose at least one domain.")).toBeVisible();
  await choose(page, copy);
  await expectAccessible(page);
  await duplicating.getByRole("button", { name: "Duplicate keys" }).click();
  await expect(page.getByText(`1 domain has the keys of ${imported} now`)).toBeVisible();
  expect((await keysOf(copy))[0]?.record_text).toContain(publicText);

  await page.goto(`/dkim?domain=${imported}`);
  const drawer = page.getByRole("dialog", { name: imported });
  await drawer.getByRole("button", { name: "Private key" }).click();
  const asking = page.getByRole("dialog", { name: "Private key" });
  await asking.getByLabel("Your password").fill("not the password");
  await asking.getByRole("button", { name: "Show private key" }).click();
  await expect(asking.getByLabel("Your password")).toHaveAttribute("aria-invalid", "true");
  await expect(asking.getByLabel("Your password")).toHaveValue("");
  await expectAccessible(page);
  await asking.getByLabel("Your password").fill(up().admin.password);
  await asking.getByRole("button", { name: "Show private key" }).click();
  const shown = asking.getByRole("textbox", { name: "Private key" });
  await expect(shown).toHaveValue(/BEGIN PRIVATE KEY/);
  expect((await shown.inputValue()).trim()).toBe(elsewhere.privateKey.trim());
  await asking.getByRole("button", { name: "Close" }).last().click();
  const trail = await read<{ total: number }>(`/api/v2/audit?action=dkim.private_key_shown&object=${imported}`);
  expect(trail.total).toBe(1);

  await drawer.getByRole("button", { name: "Delete" }).click();
  const deletingOne = page.getByRole("dialog", { name: `Delete this key of ${imported}?` });
  await expect(deletingOne).toContainText("RSA, 2,048 bits, selector dkim");
  await deletingOne.getByLabel("Type dkim to confirm").fill("dkim");
  await deletingOne.getByRole("button", { name: "Delete key" }).click();
  await expect(drawer.getByText("There is no key: mail from this domain goes out unsigned.")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.goto(`/dkim?q=${copy}`);
  await page.getByRole("button", { name: `Actions for ${copy}` }).click();
  await page.getByRole("menuitem", { name: "Delete keys" }).click();
  const deleting = page.getByRole("dialog", { name: `Delete the keys of ${copy}?` });
  await expect(deleting.getByRole("button", { name: "Delete 1 key" })).toBeDisabled();
  await deleting.getByLabel(`Type ${copy} to confirm`).fill(copy);
  await deleting.getByRole("button", { name: "Delete 1 key" }).click();
  await expect(rowOf(page, copy)).toContainText("Key missing");
});
