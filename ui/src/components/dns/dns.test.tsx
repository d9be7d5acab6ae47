import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { answering, problem, showPage, type Answer, type Answers } from "~/components/testing/show-page";
import * as downloads from "~/lib/download";

import { DnsRecords } from "./dns-records";
import { merge, type Checked, type Expected } from "./merge";
import { zoneFile } from "./zone-file";

const record = (part: Partial<Expected>): Expected => ({
  type: "txt",
  purpose: "spf",
  need: "recommended",
  name: "example.org",
  value: "v=spf1 mx -all",
  parts: [],
  note: "",
  ...part,
});
const mx = record({ type: "mx", purpose: "mail", need: "required", value: "10 mail.example.net" });
const spf = record({ note: "A domain has one SPF record." });
const srv = record({
  type: "srv",
  purpose: "client",
  need: "optional",
  name: "_imaps._tcp.example.org",
  value: "0 1 993 mail.example.net",
});
const host = record({ type: "a", purpose: "host", name: "mail.example.net", value: "" });
const reverse = record({ type: "ptr", purpose: "reverse", name: "", value: "mail.example.net" });

const checked = (one: Expected, part: Partial<Checked>): Checked => ({
  ...one,
  status: "valid",
  reason: "none",
  about: "",
  current: [],
  more: 0,
  policy: null,
  ...part,
});

const records = "GET /api/v2/domains/example.org/dns-records";
const check = "GET /api/v2/domains/example.org/dns-check";
const published = (...all: Expected[]): Answer => ({
  body: { domain: "example.org", mail_server: "mail.example.net", records: all },
});
const found = (...all: Checked[]): Answer => ({
  body: {
    domain: "example.org",
    mail_server: "mail.example.net",
    checked: "2026-11-28T03:00:00Z",
    summary: { valid: 0, warning: 0, missing: 0, mismatch: 0, optional: 0, unchecked: 0 },
    records: all,
  },
});

const show = (answers: Answers) => {
  const asked = answering(answers);
  showPage(() => <DnsRecords domain="example.org" />, "/dns");
  return asked;
};
const row = (name: RegExp) => screen.findByRole("row", { name });
const counters = () => screen.getByRole("list", { name: "Records by status" }).textContent;

describe("DNS diagnostics", () => {
  it("shows the records at once, and what the DNS has when that is known", async () => {
    let answer: (value: Answer) => void = () => undefined;
    const later = new Promise<Answer>((resolve) => {
      answer = resolve;
    });
    show({ [records]: published(mx, spf, srv), [check]: () => later });
    expect(await row(/10 mail\.example\.net/)).toHaveProperty("textContent", expect.stringContaining("Checking…"));
    expect(screen.getByRole("status").textContent).toBe("Checking the DNS…");
    expect(counters()).toBe("–Valid–Missing–Mismatch–Optional");
    answer(
      found(
        checked(mx, { status: "mismatch", current: ["20 mx.else.example"] }),
        checked(spf, { status: "mismatch", reason: "spf_not_allowed", about: "203.0.113.7", current: ["v=spf1 -all"] }),
        checked(srv, { status: "optional" }),
      ),
    );
    const mail = await row(/20 mx\.else\.example/);
    expect(within(mail).getByText("Mismatch")).toBeTruthy();
    expect((await row(/v=spf1 -all/)).textContent).toContain("Does not let 203.0.113.7 send.");
    expect((await row(/_imaps/)).textContent).toContain("No record");
    expect(counters()).toBe("0Valid0Missing2Mismatch1Optional");
    expect(screen.getByRole("status").textContent).toMatch(/^Checked /);
  });

  it("checks again when somebody says so, and keeps what it knew until then", async () => {
    let asked = 0;
    show({
      [records]: published(mx),
      [check]: () => found(checked(mx, asked++ === 0 ? { status: "missing" } : { current: ["10 mail.example.net"] })),
    });
    const user = userEvent.setup();
    await screen.findByText("No record");
    await user.click(screen.getByRole("button", { name: "Check again" }));
    await waitFor(() => {
      expect(counters()).toBe("1Valid0Missing0Mismatch0Optional");
    });
    expect(asked).toBe(2);
  });

  it("says when no DNS server answers, and never that a record is missing", async () => {
    const silent = { status: "unchecked", reason: "no_answer" } as const;
    show({ [records]: published(mx, spf), [check]: found(checked(mx, silent), checked(spf, silent)) });
    expect(await screen.findByText(/No DNS server answers\. This says nothing about the records/)).toBeTruthy();
    expect(counters()).toBe("0Valid0Missing0Mismatch0Optional2Could not check");
    expect(screen.queryByText("No record")).toBeNull();
  });

  it("keeps the records when the check is refused, says why, and can be tried again", async () => {
    let refused = true;
    show({
      [records]: published(mx),
      [check]: () => (refused ? problem(429, "dns.check_busy", "Other DNS checks are running.") : found(checked(mx, {}))),
    });
    expect((await screen.findByRole("alert")).textContent).toContain("Other DNS checks are running.");
    expect((await row(/10 mail/)).textContent).toContain("Not checked");
    refused = false;
    await userEvent.setup().click(screen.getByRole("button", { name: "Check now" }));
    expect((await within(await row(/10 mail/)).findByText("Valid")).isConnected).toBe(true);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says in words what receivers do by DMARC, wherever that is written, and counts warnings", async () => {
    const dmarc = record({ purpose: "dmarc", name: "_dmarc.sub.example.org", value: "v=DMARC1; p=quarantine" });
    show({
      [records]: published(dmarc, mx),
      [check]: found(
        checked(dmarc, {
          reason: "dmarc_inherited",
          about: "example.org",
          policy: { action: "reject", percent: 20, from: "example.org" },
        }),
        checked(mx, { status: "warning", reason: "mx_is_alias", about: "mx.example.org" }),
      ),
    });
    const one = await row(/_dmarc/);
    expect(one.textContent).toContain("mail that fails DMARC is rejected. This applies to 20% of such mail.");
    expect(one.textContent).toContain("Covered by the record of example.org.");
    expect((await row(/10 mail/)).textContent).toContain("mx.example.org is a CNAME.");
    expect(counters()).toBe("1Valid1Valid, with a warning0Missing0Mismatch0Optional");
  });

  it("names what the machine does not know of itself", async () => {
    show({
      [records]: published(host, reverse),
      [check]: found(
        checked(host, { status: "unchecked", reason: "own_address_unknown", current: ["203.0.113.7"] }),
        checked(reverse, { name: "7.113.0.203.in-addr.arpa", current: ["mail.example.net"] }),
      ),
    });
    const one = await row(/203\.0\.113\.7/);
    expect(one.textContent).toContain("the public address of this server");
    expect(one.textContent).toContain("compare it yourself");
    expect(await row(/7\.113\.0\.203\.in-addr\.arpa/)).toBeTruthy();
  });

  it("hands the records over as a zone file", async () => {
    const kept = vi.spyOn(downloads, "download").mockImplementation(() => undefined);
    show({ [records]: published(mx, spf), [check]: found(checked(mx, {}), checked(spf, {})) });
    await userEvent.setup().click(await screen.findByRole("button", { name: "Export as zone file" }));
    const [name, content] = kept.mock.calls[0] ?? [];
    expect(name).toBe("example.org.zone");
    expect(await new Response(content ?? null).text()).toBe(
      '$ORIGIN example.org.\n@ IN MX 10 mail.example.net.\n@ IN TXT "v=spf1 mx -all"\n',
    );
  });
});

describe("the zone file", () => {
  it("has the domain's own records, hosts with their dot, long texts in parts", () => {
    const parts = record({ name: "dkim._domainkey.example.org", value: "a".repeat(300), parts: ["a".repeat(255), "a".repeat(45)] });
    const lines = zoneFile("example.org", [srv, parts, record({ value: 'say "\\"' }), host, reverse]).split("\n");
    expect(lines).toEqual([
      "$ORIGIN example.org.",
      "_imaps._tcp IN SRV 0 1 993 mail.example.net.",
      `dkim._domainkey IN TXT "${"a".repeat(255)}" "${"a".repeat(45)}"`,
      '@ IN TXT "say \\"\\\\\\""',
      "",
    ]);
  });

  it("leaves what is unknown to do", () => {
    const own = { ...host, name: "mail.example.org" };
    expect(zoneFile("example.org", [own])).toBe("$ORIGIN example.org.\n;mail IN A **TODO**\n");
  });
});

describe("what was checked", () => {
  it("stays beside the record that it is about", () => {
    const newer = record({ purpose: "dkim", name: "new._domainkey.example.org" });
    const rows = merge([mx, newer], [checked(mx, { status: "missing" })]);
    expect(rows.map(({ checked: one }) => one?.status)).toEqual(["missing", undefined]);
  });
});
