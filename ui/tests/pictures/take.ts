import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Browser, Page } from "@playwright/test";

import { publish } from "../dns-server";
import { call, read, up } from "../instance";
import { expectMail, send } from "../mail";
import { prefer, signIn, test } from "../panel";

const folder = fileURLToPath(new URL("../../../docs/screenshots/", import.meta.url));
const password = "correct horse battery";
const domain = "example.org";
const gib = 1024 ** 3;

const people = [
  ["info", "Reception", 4],
  ["sales", "Sales", 10],
  ["support", "Support", 10],
  ["accounts", "Accounting", 20],
  ["board", "Board", 5],
  ["jobs", "Recruiting", 2],
  ["press", "Press office", 2],
  ["events", "Events", 3],
  ["studio", "Studio", 50],
  ["archive", "Archive", 100],
] as const;

/** What an organisation with a few domains has. */
async function furnish(): Promise<void> {
  for (const [name, description, tags] of [
    [domain, "Head office", ["office"]],
    ["shop.example", "Shop", ["shop", "customers"]],
    ["bücher.example", "Publishing house", ["office"]],
    ["labs.example", "Research", []],
  ] as const) {
    await call("POST", "/api/v2/domains", { name, description, tags, quota: 400 * gib, max_quota: 100 * gib });
  }
  for (const [local_part, name, size] of people) {
    await call("POST", "/api/v2/mailboxes", { local_part, domain, name, password, quota: size * gib, tags: ["office"] });
  }
  for (const local_part of ["orders", "returns"]) {
    await call("POST", "/api/v2/mailboxes", { local_part, domain: "shop.example", name: "", password, quota: gib });
  }
  await call("PATCH", "/api/v2/domains/labs.example", { active: false });
  for (const [local_part, destinations, comment] of [
    ["hello", [`info@${domain}`], "On the website"],
    ["team", [`sales@${domain}`, `support@${domain}`, `board@${domain}`], "Everybody in the office"],
    ["billing", [`accounts@${domain}`], "On invoices"],
    ["postmaster", [`support@${domain}`], ""],
  ] as const) {
    await call("POST", "/api/v2/aliases", {
      address: `${local_part}@${domain}`,
      destinations,
      public_comment: comment,
    });
  }
  await call("POST", "/api/v2/alias-domains", { name: "example.net", target_domain: domain });
  await call("POST", "/api/v2/administrators", { username: "operations", password: "another battery staple" });
  for (let i = 0; i < 12; ++i) {
    const [from] = people[i % people.length] ?? people[0];
    await send({ address: `${from}@${domain}`, password }, `info@${domain}`, `Minutes ${String(i)}`);
  }
  await expectMail({ address: `info@${domain}`, password }, "Minutes 11");
  await call("PATCH", `/api/v2/mailboxes/jobs@${domain}`, { state: "no_login" });
  const { records } = await read<{ records: { type: string; name: string; value: string }[] }>(
    `/api/v2/domains/${domain}/dns-records`,
  );
  for (const one of records.filter(({ type }) => type === "mx" || type === "srv")) {
    await publish(`${one.name}. IN ${one.type.toUpperCase()} ${one.value}`);
  }
  await publish(`${domain}. IN TXT "v=spf1 ip4:198.51.100.0/24 -all"`);
}

/** As WebP, which is a third of PNG. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  // What was asked for while the page was shown is there by then.
  await page.waitForTimeout(600);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  await session.detach();
  writeFileSync(`${folder}${name}.webp`, Buffer.from(data, "base64"));
}

async function pageOf(browser: Browser, theme: "light" | "dark", size?: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({
    baseURL: up().panel_url,
    locale: "en-GB",
    colorScheme: theme,
    reducedMotion: "reduce",
    viewport: size ?? { width: 1280, height: 800 },
  });
  return context.newPage();
}

test("take the pictures", async ({ browser }) => {
  mkdirSync(folder, { recursive: true });
  await furnish();
  const { items } = await read<{ items: { id: number }[] }>("/api/v2/aliases?search=team");
  const pages: [name: string, path: string, ready: string][] = [
    ["home", "/", "Last hour"],
    ["domains", "/domains", "bücher.example"],
    ["domain", `/domains/${domain}`, "Live"],
    ["dns", `/domains/${domain}?tab=dns`, "Mismatch"],
    ["mailboxes", "/mailboxes", "studio"],
    ["mailbox", `/mailboxes/info@${domain}`, "Live"],
    ["client-settings", `/mailboxes/info@${domain}?tab=client`, "IMAP"],
    ["add-mailbox", "/mailboxes?dialog=add", "Quarantine"],
    ["aliases", "/aliases", "postmaster"],
    ["alias", `/aliases/${String(items[0]?.id)}`, "Live"],
    ["alias-domains", "/alias-domains", "example.net"],
    ["dkim", "/dkim", "example.net"],
    ["templates", "/templates", "Default"],
    ["administrators", "/administrators", "operations"],
    ["api-keys", "/keys", "X-API-Key"],
    ["sessions", "/sessions", "Chrom"],
    ["account", "/account", "password"],
    ["changes", "/changes", "operations"],
    ["set-up", `/set-up?step=records&domain=${domain}`, "Mismatch"],
  ];
  for (const theme of ["light", "dark"] as const) {
    const page = await pageOf(browser, theme);
    await prefer(page, { language: "en", theme });
    await page.goto("/sign-in");
    await page.getByText("Welcome back").waitFor();
    await take(page, `sign-in-${theme}`);
    await signIn(page);
    for (const [name, path, ready] of pages) {
      await page.goto(path);
      await page.getByText(ready).first().waitFor();
      await take(page, `${name}-${theme}`);
    }
    await page.goto("/mailboxes");
    await page.getByText("studio").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and commands" }).fill("example");
    await page.getByRole("option").first().waitFor();
    await take(page, `palette-${theme}`);
    await page.context().close();
  }
  const phone = await pageOf(browser, "light", { width: 390, height: 780 });
  await prefer(phone, { language: "az", theme: "light" });
  await signIn(phone, "/mailboxes");
  await phone.getByText("studio").first().waitFor();
  await take(phone, "phone-az");
  await phone.context().close();
});
