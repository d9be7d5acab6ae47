import { call, deleteDomain } from "./instance";
import { expect, prefer, signIn, test } from "./panel";

/** The trail is for ever: each run has a domain of its own. */
let domain = "";

const members = ["max_aliases", "max_mailboxes", "rate_limit_value"] as const;

/** One change more, made by a program, of another member than the one and the two before. */
const change = (value: number) =>
  call("PATCH", `/api/v2/domains/${domain}`, { [members[value % members.length] ?? members[0]]: value });

test.beforeAll(async () => {
  domain = `changes-${String(Date.now())}.example`;
  await call("POST", "/api/v2/domains", { name: domain });
  for (let i = 0; i < 60; ++i) await change(1000 + i);
});

test.afterAll(async () => {
  await deleteDomain(domain);
});

test("new changes appear by themselves at the top, and wait for who reads", async ({ page }) => {
  await prefer(page, { language: "en" });
  await signIn(page, `/changes?object=${domain}&action=domain.changed`);
  const rows = page.getByRole("row");
  await expect(page.getByText(/of 60 entries/)).toBeVisible();
  await change(2000);
  await expect(page.getByText(/of 61 entries/)).toBeVisible();

  // Scrolled down: what is in sight stays where it is.
  const scroller = page.getByRole("table").locator("xpath=..");
  await scroller.evaluate((element) => {
    element.scrollTop = 400;
  });
  await expect(page).toHaveURL(/at=10/);
  const read = rows.and(page.locator('[data-index="12"]'));
  const what = read.getByRole("cell").nth(4);
  const said = (await what.textContent()) ?? "";
  const place = await read.boundingBox();
  await change(2001);
  await change(2002);
  const news = page.getByRole("button", { name: "Show 2 new changes" });
  await expect(news).toBeVisible();
  await expect(what).toHaveText(said);
  expect(await read.boundingBox()).toEqual(place);
  await expect(page.getByText(/of 61 entries/)).toBeVisible();
  await news.click();
  await expect(page.getByText(/of 63 entries/)).toBeVisible();
  await expect(news).toHaveCount(0);
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(0);

  // A row is open.
  await rows.and(page.locator('[data-index="0"]')).click();
  await expect(page.getByRole("dialog", { name: /^Entry/ })).toBeVisible();
  await change(2003);
  await expect(page.getByText("Show 1 new change")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // Who comes back from a row goes on there.
  await page.getByRole("button", { name: "Show 1 new change" }).click();
  await expect(page.getByText(/of 64 entries/)).toBeVisible();

  // What others change elsewhere is no news of this list.
  await rows.and(page.locator('[data-index="0"]')).focus();
  await call("POST", "/api/v2/domains", { name: "elsewhere.example" });
  await call("DELETE", "/api/v2/domains/elsewhere.example");
  await change(2004);
  await expect(page.getByRole("button", { name: "Show 1 new change" })).toBeVisible();
});
