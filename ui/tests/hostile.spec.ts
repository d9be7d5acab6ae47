import type { Page } from "@playwright/test";

import { call, deleteDomain, read, remove, up } from "./instance";
import { expect, prefer, signIn, test } from "./panel";

const password = "a Long enough one 7";
const turned = 'abc \u202E def <img src=x onerror="window.hurt=1">';

/** What people may be called who mean harm, or who only write in another direction. */
const names = [
  "<img src=x onerror=window.hurt=1>",
  "</script><script>window.hurt=1</script>",
  turned,
  "a\u2069\u202Eout of it",
  `{{constructor.constructor("window.hurt=1")()}}`,
  "$t(common:delete)",
  "x".repeat(255),
  "👩‍👩‍👧‍👦 ə ğ ı ş ישראל",
];

const domain = "hostile.example";
/** The longest that the DNS allows; and one of letters that run from right to left. */
const longest = `${"l".repeat(63)}.${"l".repeat(63)}.${"l".repeat(63)}.example`;
const hebrew = "xn--4dbrk0ce.example";
const administrator = "h".repeat(32);

const templates: string[] = [];
const keys: string[] = [];
const aliases: number[] = [];

/** Keys are for who is signed in alone. */
const withSession = (session: { cookie: string; csrf: string }, method: string, path: string, body?: unknown) =>
  fetch(`${up().api_url}${path}`, {
    method,
    headers: { "Content-Type": "application/json", Cookie: session.cookie, "X-CSRF-Token": session.csrf },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function makeKey(session: { cookie: string; csrf: string }, description: string): Promise<string> {
  const response = await withSession(session, "POST", "/api/v2/api-keys", {
    access: "read_only",
    description,
    skip_ip_check: true,
  });
  expect(response.status).toBe(201);
  return String(((await response.json()) as { details: { id: number } }).details.id);
}

const made = async <T>(path: string, body: unknown): Promise<T> => (await (await call("POST", path, body)).json()) as T;

/** Signs in as a program does that calls itself `agent`; a header is bytes. */
async function signInAs(agent: string, username = administrator, secret = password) {
  const response = await fetch(`${up().api_url}/api/v2/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "User-Agent": Buffer.from(agent).toString("latin1") },
    body: JSON.stringify({ username, password: secret }),
  });
  expect(response.ok).toBe(true);
  const { csrf_token: csrf } = (await response.json()) as { csrf_token: string };
  return { cookie: response.headers.getSetCookie().map((one) => one.split(";")[0] ?? "").join("; "), csrf };
}

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await call("POST", "/api/v2/domains", { name: domain, description: turned, tags: names.map((name) => name.slice(0, 60)) });
  await call("POST", "/api/v2/domains", { name: hebrew, description: names[0] });
  await call("POST", "/api/v2/alias-domains", { name: longest, target_domain: domain });
  await call("POST", "/api/v2/administrators", { username: administrator, password });
  const session = await signInAs("hostile", up().admin.username, up().admin.password);
  for (const [i, name] of names.entries()) {
    const local = `hostile${String(i)}`;
    await call("POST", "/api/v2/mailboxes", { local_part: local, domain, name, password, tags: [name.slice(0, 60)] });
    aliases.push(
      (
        await made<{ id: number }>("/api/v2/aliases", {
          address: `a-${local}@${domain}`,
          destinations: [`${local}@${domain}`],
          public_comment: name.slice(0, 160),
          private_comment: name.slice(0, 160),
        })
      ).id,
    );
    for (const kind of ["domain", "mailbox"]) {
      const { id } = await made<{ id: number }>(`/api/v2/templates/${kind}`, { name: name.slice(0, 100), attributes: {} });
      templates.push(`/api/v2/templates/${kind}/${String(id)}`);
    }
    keys.push(await makeKey(session, name));
    await signInAs(name);
  }
});

test.afterAll(async () => {
  const session = await signInAs("hostile", up().admin.username, up().admin.password);
  for (const id of keys) await withSession(session, "DELETE", `/api/v2/api-keys/${id}`);
  for (const path of [...templates, `/api/v2/administrators/${administrator}`]) await remove(path);
  await remove(`/api/v2/alias-domains/${longest}`);
  await deleteDomain(domain);
  await deleteDomain(hebrew);
});

/** Texts in which a mark stands that turns text, and that would turn more with it than the name that holds it. */
const turning = (page: Page): Promise<string[]> =>
  page.evaluate((known) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const plain = (text: string) => text.replace(/[\s\u2066-\u2069"'[\],]/g, "");
    const whole = new Set(known.map(plain));
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const bare = (node.textContent ?? "").replace(/\u2068[^\u2069]*\u2069/g, "");
      if (!/[\u202E\u0590-\u05FF]/.test(bare)) continue;
      let around = node.parentElement;
      while (around !== null) {
        const style = getComputedStyle(around);
        if (/isolate|plaintext/.test(style.unicodeBidi) || !/^(inline|contents)$/.test(style.display)) break;
        around = around.parentElement;
      }
      const text = plain(around?.textContent ?? "");
      if (![...whole].some((name) => name.startsWith(text) || text === name)) found.push(around?.outerHTML ?? "");
    }
    return found;
  }, [...names, `ישראל.example`]);

async function look(page: Page, what: string) {
  await test.step(what, async () => {
    expect(await page.evaluate(() => "hurt" in window)).toBe(false);
    expect(await turning(page)).toEqual([]);
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expect.poll(wide, `${what} at ${String(width)} px`).toBeLessThanOrEqual(0);
    }
  });
}

test("hostile names are shown on every page and in every dialog, and do nothing", async ({ page }) => {
  test.setTimeout(240_000);
  const opened: string[] = [];
  page.on("dialog", (dialog) => {
    opened.push(dialog.message());
    void dialog.dismiss();
  });
  await prefer(page, { language: "en" });
  await signIn(page, "/domains?q=hostile");
  await expect(page.getByText(turned).first()).toBeVisible();

  const { items: sessions } = await read<{ items: { user_agent: string }[] }>("/api/v2/sessions?limit=100");
  expect(sessions.map((one) => one.user_agent)).toContain(turned);
  const hostile = (i: number) => `hostile${String(i)}@${domain}`;
  const pages = [
    "/domains",
    `/domains?tag=${encodeURIComponent(turned.slice(0, 60))}&q=hostile`,
    `/domains?edit=${domain}`,
    ...["", "mailboxes", "aliases", "alias-domains", "dkim", "dns", "changes"].map((tab) => `/domains/${domain}?tab=${tab}`),
    `/domains/${hebrew}`,
    "/mailboxes?q=hostile",
    "/mailboxes?dialog=add",
    ...names.flatMap((_, i) => [`/mailboxes/${hostile(i)}`, `/mailboxes?edit=${hostile(i)}`]),
    `/mailboxes/${hostile(2)}?tab=changes`,
    "/aliases?q=hostile",
    ...aliases.flatMap((id) => [`/aliases/${String(id)}`, `/aliases?edit=${String(id)}`]),
    "/alias-domains",
    `/alias-domains?edit=${longest}`,
    "/dkim",
    `/dkim?domain=${longest}`,
    "/templates",
    ...templates.map((path) => path.split("/").slice(-2)).map(([kind, id]) => `/templates?kind=${kind ?? ""}&template=${id ?? ""}`),
    "/administrators",
    `/administrators?edit=${administrator}`,
    "/keys",
    ...keys.map((id) => `/keys?edit=${id}`),
    "/sessions",
    "/changes",
    "/set-up?step=records",
  ];
  for (const address of pages) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
    if (/[?&](edit|dialog|template)=/.test(address)) await expect(page.getByRole("dialog")).toBeVisible();
    await look(page, address);
  }
  expect(opened).toEqual([]);
});

/** Where a word begins on the screen. */
const leftOf = (page: Page, word: string): Promise<number> =>
  page.getByRole("dialog").evaluate((dialog, wanted) => {
    const walker = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? "").lastIndexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      return range.getBoundingClientRect().left;
    }
    return -1;
  }, word);

/** The menu of the row that shows the name. */
const openMenu = (page: Page, name: string) =>
  page.getByRole("row").filter({ hasText: name }).first().getByRole("button", { name: /^Actions for/ }).click();

test("questions about hostile names keep their order, and are about nothing else", async ({ page }) => {
  test.setTimeout(120_000);
  await prefer(page, { language: "en" });
  await signIn(page, "/templates");
  for (const name of names) {
    await openMenu(page, name.slice(0, 100));
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const asking = page.getByRole("dialog", { name: /^Delete the template/ });
    await expect(asking).toBeVisible();
    await look(page, `delete the template ${name}`);
    if (name === turned) {
      const [verb, mark] = [await leftOf(page, "Delete the template"), await leftOf(page, "?")];
      expect(verb).toBeLessThan(mark);
      expect(verb).toBeLessThan(await leftOf(page, "abc"));
    }
    await asking.getByRole("button", { name: "Cancel" }).click();
    await expect(asking).toBeHidden();
  }
  await page.goto("/keys");
  for (const [name, action] of names.flatMap((one) => [
    [one, "Regenerate"],
    [one, "Delete"],
  ] as const)) {
    await openMenu(page, name);
    await page.getByRole("menuitem", { name: action }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await look(page, `${action} the key ${name}`);
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  await page.goto(`/mailboxes/hostile2@${domain}`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await look(page, "delete a mailbox");
});
