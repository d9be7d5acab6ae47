import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { answering, type Answers, listOf, problem, showPage, withRoom } from "~/components/testing/show-page";

import { MailboxList } from "./list";
import { Overview } from "./overview";
import { lastLogin, type Mailbox } from "./queries";

const anna: Mailbox = {
  id: 1,
  address: "anna@example.org",
  local_part: "anna",
  domain: "example.org",
  name: "Anna",
  quota: 3_221_225_472,
  state: "active",
  auth_source: "internal",
  force_password_change: false,
  force_second_factor: false,
  tls_enforce_in: false,
  tls_enforce_out: false,
  imap_access: true,
  pop3_access: true,
  smtp_access: true,
  sieve_access: true,
  eas_access: true,
  dav_access: true,
  sogo_access: true,
  tagged_mail_handler: "none",
  quarantine_notification: "hourly",
  quarantine_category: "reject",
  relay_host: 0,
  recovery_address: "",
  rate_limit_value: 0,
  rate_limit_frame: "second",
  permissions: [],
  custom_attributes: {},
  password_changed: "2026-01-01T00:00:00Z",
  created: "2026-01-01T00:00:00Z",
  modified: null,
  version: 1,
  bytes_used: 1_288_490_189,
  message_count: 4210,
  last_imap_login: null,
  last_pop3_login: null,
  last_smtp_login: null,
  tags: [],
  sender_acl: [],
};

const domain = {
  name: "example.org",
  display_name: "example.org",
  default_quota: 2_147_483_648,
  max_quota: 10_737_418_240,
  quota: 10_737_418_240,
  assigned_quota: 3_221_225_472,
};

const page = { items: [anna], total: 1, next_cursor: null };

const policy = { length: 8, letter: true, special: false, both_cases: false, digit: true };

const answers: Answers = {
  "GET /api/v2/password-policy": { body: { administrators: policy, mailboxes: policy } },
  "GET /api/v2/mailboxes": { body: page },
  "GET /api/v2/mailboxes/anna%40example.org": { body: anna },
  "GET /api/v2/domains": listOf(domain),
  "GET /api/v2/domains/example.org": { body: domain },
  "GET /api/v2/templates/mailbox": {
    body: { items: [{ id: 1, name: "Default", attributes: { quota: 0, pop3_access: false } }] },
  },
};

describe("adding a mailbox", () => {
  it("starts from the template Default and the domain's quota, and sends what is shown", async () => {
    let sent: unknown;
    answering({
      ...answers,
      "POST /api/v2/mailboxes": async (request) => {
        sent = await request.json();
        return { status: 201, body: { ...anna, address: "ben@example.org" } };
      },
    });
    const user = userEvent.setup();
    showPage(MailboxList, "/mailboxes?dialog=add&domain=example.org");
    const dialog = await screen.findByRole("dialog", { name: "Add mailbox" });
    const pop3 = await within(dialog).findByRole<HTMLInputElement>("switch", { name: /^POP3/ });
    await waitFor(() => {
      expect(pop3.checked).toBe(false);
    });
    await user.type(within(dialog).getByRole("textbox", { name: "Username" }), "ben");
    await user.click(within(dialog).getByRole("button", { name: "Generate" }));
    await user.click(within(dialog).getByRole("button", { name: "Add mailbox" }));
    await waitFor(() => {
      expect(sent).toMatchObject({
        local_part: "ben",
        domain: "example.org",
        template_id: 1,
        quota: 2_147_483_648,
        pop3_access: false,
        imap_access: true,
        state: "active",
      });
    });
  });

  it("says what the server refuses on the field at fault", async () => {
    answering({
      ...answers,
      "POST /api/v2/mailboxes": {
        status: 409,
        body: {
          ...(problem(409, "mailbox.exists", "There is a mailbox of this address.") as { body: object }).body,
          field: "/local_part",
        },
      },
    });
    const user = userEvent.setup();
    showPage(MailboxList, "/mailboxes?dialog=add&domain=example.org");
    const dialog = await screen.findByRole("dialog", { name: "Add mailbox" });
    await user.type(within(dialog).getByRole("textbox", { name: "Username" }), "anna");
    await user.click(within(dialog).getByRole("button", { name: "Generate" }));
    await user.click(within(dialog).getByRole("button", { name: "Add mailbox" }));
    expect(await within(dialog).findByText("There is a mailbox of this address.")).toBeTruthy();
    expect(within(dialog).getByRole("textbox", { name: "Username" }).getAttribute("aria-invalid")).toBe("true");
  });
});

describe("changing a mailbox", () => {
  it("sends no password when none was typed", async () => {
    let sent: unknown;
    answering({
      ...answers,
      "PATCH /api/v2/mailboxes/anna%40example.org": async (request) => {
        sent = await request.json();
        return { body: anna };
      },
    });
    const user = userEvent.setup();
    showPage(MailboxList, "/mailboxes?edit=anna%40example.org");
    const dialog = await screen.findByRole("dialog", { name: "Edit anna@example.org" });
    await user.click(await within(dialog).findByRole("radio", { name: /^Login disabled/ }));
    await user.click(within(dialog).getByRole("button", { name: "Save changes" }));
    await waitFor(() => {
      expect(sent).toMatchObject({
        state: "no_login",
        quota: anna.quota,
        auth_source: "internal",
        recovery_address: "",
        // What has no field stays as it is.
        relay_host: anna.relay_host,
        custom_attributes: anna.custom_attributes,
      });
    });
    expect(sent).not.toHaveProperty("password");
    expect(sent).not.toHaveProperty("local_part");
  });
});

describe("many mailboxes at once", () => {
  const sent: unknown[] = [];
  const answer = { results: [{ item: anna.address, done: true, error: null }], done: 1, failed: 0 };
  const choose = async (width = 1600) => {
    sent.length = 0;
    withRoom();
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(800);
    answering({
      ...answers,
      "POST /api/v2/mailboxes/bulk": async (request) => {
        sent.push(await request.json());
        return { body: answer };
      },
    });
    const user = userEvent.setup();
    showPage(MailboxList, "/mailboxes");
    await user.click(await screen.findByRole("checkbox", { name: "Select anna@example.org" }));
    return { user, bar: await screen.findByRole("region", { name: "1 selected" }) };
  };
  const addresses = [anna.address];

  it.each([
    ["Protocols", "Switch POP3 off", { action: "disable_pop3" }],
    ["Protocols", "Switch IMAP on", { action: "enable_imap" }],
    ["Encryption", "Switch Enforce TLS incoming on", { action: "enforce_tls_in" }],
    ["Encryption", "Switch Enforce TLS outgoing off", { action: "relax_tls_out" }],
    ["Status", "Activate", { action: "activate" }],
  ])("does what the menu %s says: %s", async (group, name, body) => {
    const { user, bar } = await choose();
    await user.click(within(bar).getByRole("button", { name: group }));
    await user.click(await screen.findByRole("menuitem", { name }));
    expect(await screen.findByText("Done for 1 entry")).toBeTruthy();
    expect(sent).toEqual([{ addresses, ...body }]);
  });

  it("asks for the quota first", async () => {
    const { user, bar } = await choose();
    await user.click(within(bar).getByRole("button", { name: "Quota and tags" }));
    await user.click(await screen.findByRole("menuitem", { name: "Set quota" }));
    const dialog = await screen.findByRole("dialog", { name: "Set quota" });
    const field = await within(dialog).findByRole("textbox", { name: "Quota" });
    await user.clear(field);
    await user.type(field, "5");
    expect(sent).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Set the quota of 1 mailbox" }));
    expect(await screen.findByText("Done for 1 entry")).toBeTruthy();
    expect(sent).toEqual([{ addresses, action: "set_quota", quota: 5_368_709_120 }]);
  });

  it("asks for the tags, and does nothing without one", async () => {
    const { user, bar } = await choose();
    await user.click(within(bar).getByRole("button", { name: "Quota and tags" }));
    await user.click(await screen.findByRole("menuitem", { name: "Add tags" }));
    const dialog = await screen.findByRole("dialog", { name: "Add tags" });
    const verb = await within(dialog).findByRole("button", { name: "Tag 1 mailbox" });
    expect(verb).toBeDisabled();
    await user.type(within(dialog).getByRole("combobox", { name: "Tags" }), "staff{Enter}north{Enter}");
    await user.click(verb);
    expect(await screen.findByText("Done for 1 entry")).toBeTruthy();
    expect(sent).toEqual([{ addresses, action: "add_tags", tags: ["staff", "north"] }]);
  });

  it("has one menu for all where there is little room, and it works by keyboard", async () => {
    const { user, bar } = await choose(360);
    expect(within(bar).getAllByRole("button")).toHaveLength(2);
    within(bar).getByRole("button", { name: "Actions" }).focus();
    await user.keyboard("{Enter}");
    const item = await screen.findByRole("menuitem", { name: "Switch POP3 off" });
    expect(screen.getByRole("menuitem", { name: "Delete" })).toBeTruthy();
    await waitFor(() => {
      expect(screen.getByRole("menu").contains(document.activeElement)).toBe(true);
    });
    for (let i = 0; i < 30 && document.activeElement !== item; ++i) await user.keyboard("{ArrowDown}");
    expect(item).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Done for 1 entry")).toBeTruthy();
    expect(sent).toEqual([{ addresses, action: "disable_pop3" }]);
  });
});

describe("the last sign-in", () => {
  it("is the newest of those over mail protocols", () => {
    expect(lastLogin(anna)).toBeNull();
    expect(
      lastLogin({ ...anna, last_imap_login: "2026-01-02T00:00:00Z", last_smtp_login: "2026-03-01T00:00:00Z" }),
    ).toBe("2026-03-01T00:00:00Z");
  });
});

describe("the page of a mailbox", () => {
  const show = (mailbox: Partial<Mailbox>, itsDomain: object = {}) => {
    answering({ "GET /api/v2/domains/example.org": { body: { ...domain, active: true, ...itsDomain } } });
    showPage(() => <Overview mailbox={{ ...anna, ...mailbox }} />, "/mailboxes");
  };
  const valueOf = (name: string) => screen.getByText(name, { selector: "section section dt" }).nextElementSibling;

  it("shows its settings, and none that is not in force", async () => {
    show({
      recovery_address: "anna@elsewhere.example",
      tls_enforce_in: true,
      pop3_access: false,
      rate_limit_value: 50,
      rate_limit_frame: "hour",
      relay_host: 4,
      custom_attributes: { title: "Dr." },
      sender_acl: ["@example.org"],
    });
    await screen.findByText("Settings");
    for (const [name, value] of [
      ["Full name", "Anna"],
      ["POP3", "No"],
      ["Enforce TLS incoming", "Yes"],
      ["May also send as", "@example.org"],
    ] as const) {
      expect(valueOf(name), name).toHaveTextContent(value);
    }
    for (const later of ["anna@elsewhere.example", "50 per hour", "Dr.", "ActiveSync"]) {
      expect(screen.queryByText(later, { exact: false }), later).toBeNull();
    }
  });

  it("says first what its domain keeps from it", async () => {
    show({}, { active: false });
    expect(
      await screen.findByText("Its domain example.org is inactive: mail is deferred and nobody can sign in."),
    ).toBeInTheDocument();
    expect(screen.queryByText(/Its owner may use/)).toBeNull();
  });
});
