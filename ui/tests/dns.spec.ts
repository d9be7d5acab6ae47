import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { publish, publishZone, withdraw } from "./dns-server";
import { call, deleteDomain, read } from "./instance";
import { expect, expectAccessible, prefer, signIn, test } from "./panel";

interface Expected {
  purpose: string;
  type: string;
  name: string;
  value: string;
}

const records = (domain: string) => read<{ records: Expected[] }>(`/api/v2/domains/${domain}/dns-records`);

const counters = (page: Page) => page.getByRole("list", { name: "Records by status" });
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function addDomain(domain: string): Promise<void> {
  await deleteDomain(domain);
  await call("POST", "/api/v2/domains", { name: domain });
}

test("a domain's records are published from the zone file, and the check says how far that is", async ({ page }) => {
  await prefer(page, { language: "en" });
  await addDomain("shop.example");
  await publish("shop.example. IN MX 20 mx.else.example.");
  await signIn(page, "/domains/shop.example?tab=dns");

  const mail = row(page, "10 ").first();
  await expect(mail).toContainText("Mismatch");
  await expect(mail).toContainText("20 mx.else.example");
  await expect(row(page, "v=spf1")).toContainText("Missing");
  await expect(row(page, "_imaps._tcp.shop.example")).toContainText("Optional");
  await expectAccessible(page);

  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as zone file" }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toBe("shop.example.zone");
  await withdraw("shop.example.");
  const names = await publishZone(await readFile(await file.path(), "utf8"));
  expect(names).toContain("dkim._domainkey.shop.example.");
  // What is not of this zone: the server's own name and its address's.
  for (const { purpose, type, name, value } of (await records("shop.example")).records) {
    if (purpose === "host") await publish(`${name}. IN ${type} ${value === "" ? "203.0.113.7" : value}`);
    if (purpose === "reverse") await publish(`${name === "" ? "7.113.0.203.in-addr.arpa" : name}. IN PTR ${value}.`);
  }
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(counters(page)).toContainText("0Missing");
  await expect(counters(page)).toContainText("0Mismatch");
  for (const name of ["v=spf1", "v=DKIM1", "_dmarc.", "_sieve._tcp", "in-addr.arpa"]) {
    await expect(row(page, name).first()).toContainText("Valid");
  }
  await deleteDomain("shop.example");
});

test("a DNS server that does not answer is told from records that are missing", async ({ page }) => {
  await prefer(page, { language: "az", theme: "dark" });
  await page.setViewportSize({ width: 360, height: 780 });
  await addDomain("silent.example");
  await signIn(page, "/domains/silent.example?tab=dns");
  // The records are there before the DNS is.
  await expect(row(page, "v=spf1")).toContainText("Yoxlanılır…");
  await expect(row(page, "v=spf1")).toContainText("Yoxlanılmadı", { timeout: 20_000 });
  await expect(row(page, "v=spf1")).toContainText("Heç bir DNS serveri vaxtında cavab vermədi.");
  await expect(row(page, "v=spf1")).not.toContainText("Yoxdur");
  await expectAccessible(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
  await deleteDomain("silent.example");
});

test("what a stranger put into the DNS is shown and does nothing", async ({ page }) => {
  await prefer(page, { language: "en" });
  await addDomain("hostile.example");
  await publish('hostile.example. IN TXT "v=spf1 <img src=x onerror=alert(1)> \\226\\128\\174 -all"');
  await publish("hostile.example. IN MX 0 \\<script\\>.example.");
  await signIn(page, "/domains/hostile.example?tab=dns");
  await expect(row(page, "v=spf1 mx -all")).toContainText("v=spf1 <img src=x onerror=alert(1)> \\226\\128\\174 -all");
  await expect(page.getByRole("row").filter({ hasText: "<script>.example" })).toContainText("Mismatch");
  await withdraw("hostile.example.");
  await deleteDomain("hostile.example");
});
