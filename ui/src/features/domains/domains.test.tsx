import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { answering, type Answers, listOf, problem, showPage } from "~/components/testing/show-page";

import { DomainDetail } from "./detail";
import type { Domain } from "./queries";

const gibibyte = 1_073_741_824;
const domain: Domain = {
  id: 1,
  name: "example.org",
  display_name: "example.org",
  description: "The main one",
  max_aliases: 400,
  max_mailboxes: 10,
  default_quota: 3 * gibibyte,
  max_quota: 10 * gibibyte,
  quota: 20 * gibibyte,
  relay_host: 4,
  backup_mx: false,
  relay_all_recipients: false,
  relay_unknown_only: false,
  global_address_list: true,
  active: true,
  rate_limit_value: 50,
  rate_limit_frame: "hour",
  mailbox_count: 3,
  alias_count: 12,
  assigned_quota: 9 * gibibyte,
  bytes_used: gibibyte,
  message_count: 1200,
  created: "2026-01-01T00:00:00Z",
  modified: null,
  version: 1,
  tags: ["north"],
};
const second = { id: 1, name: "second.example", display_name: "second.example", active: true };
const answers: Answers = {
  "GET /api/v2/domains/example.org": { body: domain },
  "GET /api/v2/alias-domains": listOf(second),
  "GET /api/v2/dkim/example.org": { body: { domain: "example.org", kind: "domain", state: "missing", keys: [] } },
  "GET /api/v2/applied": {
    body: {
      newest: 1,
      applied: true,
      parts: [],
      object: { kind: "domain", object: "example.org", change: 1, applied: true, waiting_for: [] },
    },
  },
};
const show = (given = answers) => {
  const asked = answering(given);
  showPage(DomainDetail, "/domains/$domain", undefined, "/domains/example.org");
  return asked;
};

/** The value beside a setting's name. */
const valueOf = (name: string) => screen.getByText(name, { selector: "section dt" }).nextElementSibling;

describe("the page of a domain", () => {
  it("shows its settings, and none that is not in force", async () => {
    show();
    await screen.findByRole("heading", { level: 1, name: "example.org" });
    expect(valueOf("Maximum mailboxes")).toHaveTextContent("10");
    expect(valueOf("Maximum aliases")).toHaveTextContent("400");
    expect(valueOf("Quota of a new mailbox")).toHaveTextContent("3 GiB");
    expect(valueOf("Maximum mailbox quota")).toHaveTextContent("10 GiB");
    expect(valueOf("Total domain quota")).toHaveTextContent("20 GiB");
    expect(valueOf("Relay all recipients")).toHaveTextContent("No");
    for (const later of ["50 per hour", "Relay host", "Global address list"]) expect(screen.queryByText(later)).toBeNull();
    expect(valueOf("Tags")).toHaveTextContent("north");
    expect(await screen.findByText("Live")).toBeInTheDocument();
  });

  it("says what it does with what belongs to it", async () => {
    show();
    expect(await screen.findByText("Its mailboxes also take mail under second.example.")).toBeInTheDocument();
    expect(await screen.findByText("Mail from it goes out unsigned: it has no DKIM key.")).toBeInTheDocument();
  });

  it("does not offer a deletion that would be refused, but the way to what stands in it", async () => {
    const item = {
      item: "example.org",
      mailboxes: 3,
      aliases: 12,
      alias_domains: 1,
      bytes_used: gibibyte,
      message_count: 1200,
      refused: { code: "domain.not_empty", detail: "The domain still has 3 mailboxes.", field: "" },
    };
    show({ ...answers, "GET /api/v2/deletion/domains": { body: { items: [item], deletable: 0 } } });
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    const dialog = await screen.findByRole("dialog", { name: "Can't delete example.org yet" });
    expect(dialog).toHaveTextContent("It still has 3 mailboxes and 1,200 messages (1 GiB)");
    expect(within(dialog).getByRole("link")).toHaveAttribute("href", "/mailboxes?domain=example.org");
    expect(within(dialog).queryByRole("button", { name: "Delete domain" })).toBeNull();
  });

  it("gives way to what became of it when it is gone", async () => {
    show({ "GET /api/v2/domains/example.org": problem(404, "domain.not_found", "There is no domain of this name.") });
    expect(await screen.findByRole("heading", { level: 1, name: "There is no domain example.org" })).toBeInTheDocument();
  });
});
