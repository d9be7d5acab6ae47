import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { answering, problem, showPage, type Answers } from "~/components/testing/show-page";

import { SetUp } from "./set-up";

const page = (...items: object[]) => ({ body: { items, total: items.length, next_cursor: null } });
const record = (purpose: string, type: string, name: string, value: string, need = "required") => ({
  purpose,
  type,
  name,
  value,
  need,
  parts: [],
  note: "",
});
const records = [
  record("mail", "mx", "example.org", "10 mail.example.org."),
  record("dkim", "txt", "dkim._domainkey.example.org", "v=DKIM1; k=rsa; p=AAAA"),
  record("client", "srv", "_imaps._tcp.example.org", "0 1 993 mail.example.org.", "optional"),
];

const server = (more: Answers = {}): Answers => ({
  "GET /api/v2/system": { body: { host: { hostname: "mail.example.org", addresses: ["198.51.100.7"] } } },
  "GET /api/v2/domains": page(),
  "GET /api/v2/mailboxes": page(),
  "GET /api/v2/set-up": { body: { wanted: true, closed: null, system_mail: "" } },
  "PUT /api/v2/set-up": { body: { wanted: false, closed: "2026-03-01T10:00:00Z", system_mail: "" } },
  "GET /api/v2/domains/example.org/dns-records": {
    body: { domain: "example.org", mail_server: "mail.example.org", records },
  },
  "GET /api/v2/domains/example.org/dns-check": {
    body: {
      domain: "example.org",
      mail_server: "mail.example.org",
      checked: "2026-11-28T03:00:00Z",
      records: records.map((one) => ({ ...one, status: "missing", reason: "none", about: "", current: [], more: 0 })),
    },
  },
  "GET /api/v2/password-policy": { body: { mailboxes: { length: 6 }, administrators: { length: 10 } } },
  ...more,
});

describe("the set-up", () => {
  it("leads from the domain to its records, and keeps the way in the address", async () => {
    const domains: object[] = [];
    answering(
      server({
        "GET /api/v2/domains": () => page(...domains),
        "POST /api/v2/domains": () => {
          domains.push({ name: "example.org" });
          return { body: { name: "example.org" } };
        },
      }),
    );
    const { router } = showPage(SetUp, "/set-up?step=domain");
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText(/^Domain/), " example.org ");
    await user.click(screen.getByRole("button", { name: "Add domain" }));
    expect(await screen.findByText("v=DKIM1; k=rsa; p=AAAA")).toBeTruthy();
    expect(screen.getByText("10 mail.example.org.")).toBeTruthy();
    expect(screen.queryByText("0 1 993 mail.example.org.")).toBeNull();
    expect(screen.getByText("Mail for the domain comes to this server")).toBeTruthy();
    expect((await screen.findByRole("list", { name: "Records by status" })).textContent).toContain("Missing");
    expect(await screen.findAllByText("No record")).toHaveLength(2);
    expect(router.state.location.search).toMatchObject({ step: "records", domain: "example.org" });
  });

  it("shows the server's refusal on the field, and stays", async () => {
    answering(server({ "POST /api/v2/domains": problem(400, "domain.name_invalid", "This is no domain name.") }));
    const { router } = showPage(SetUp, "/set-up?step=domain");
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Add domain" }));
    expect(await screen.findByText("Enter the domain, as in example.org.")).toBeTruthy();
    await user.type(screen.getByLabelText(/^Domain/), "-");
    await user.click(screen.getByRole("button", { name: "Add domain" }));
    expect(await screen.findByText("This is no domain name.")).toBeTruthy();
    expect(router.state.location.search).toMatchObject({ step: "domain" });
  });

  it("can be skipped at every step, says what a step needs, and leads nobody here again", async () => {
    const asked = answering(server());
    const { router } = showPage(SetUp, "/set-up");
    const user = userEvent.setup();
    const skip = async () => user.click(await screen.findByRole("button", { name: "Skip this step" }));
    await skip();
    expect(await screen.findByRole("heading", { name: "The first domain" })).toBeTruthy();
    await skip();
    expect(await screen.findByText("This step is about a domain, and there is none yet.")).toBeTruthy();
    await skip();
    expect(await screen.findByRole("heading", { name: "The first mailbox" })).toBeTruthy();
    await skip();
    await user.click(await screen.findByRole("button", { name: "Finish" }));
    await waitFor(() => {
      expect(router.state.location.pathname).toBe("/");
    });
    expect(asked).toContain("PUT /api/v2/set-up");
  });

  it("can be skipped as a whole, and leads to what was asked for", async () => {
    const asked = answering(server());
    const { router } = showPage(SetUp, `/set-up?return=${encodeURIComponent("/mailboxes?q=anna")}`);
    expect(await screen.findByText("/mailboxes?q=anna")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Skip set-up" }));
    await waitFor(() => {
      expect(router.state.location).toMatchObject({ pathname: "/mailboxes", search: { q: "anna" } });
    });
    expect(asked).toContain("PUT /api/v2/set-up");
  });

  it("lets go who wants to go, and never to another site", async () => {
    answering(server({ "PUT /api/v2/set-up": problem(503, "server.busy", "Busy.") }));
    const { router } = showPage(SetUp, `/set-up?return=${encodeURIComponent("//evil.example/")}`);
    await userEvent.click(await screen.findByRole("button", { name: "Skip set-up" }));
    await waitFor(() => {
      expect(router.state.location.pathname).toBe("/");
    });
  });

  it("sends a mailbox with its password, and goes on to the test with it", async () => {
    const sent: unknown[] = [];
    const mailboxes: object[] = [];
    answering(
      server({
        "GET /api/v2/mailboxes": () => page(...mailboxes),
        "GET /api/v2/domains/example.org": { body: { name: "example.org", default_quota: 5 } },
        "POST /api/v2/mailboxes": (request) => {
          void request.json().then((body) => sent.push(body));
          mailboxes.push({ address: "anna@example.org" });
          return { body: { address: "anna@example.org" } };
        },
        "PUT /api/v2/set-up": (request) => {
          void request.json().then((body) => sent.push(body));
          return { body: { wanted: false, closed: null, system_mail: "anna@example.org" } };
        },
      }),
    );
    showPage(SetUp, "/set-up?step=mailbox&domain=example.org");
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("Full name"), "Anna");
    await user.type(screen.getByLabelText(/^Address/), "anna");
    await user.type(screen.getByLabelText(/^Password/), "correct horse");
    await user.click(screen.getByRole("button", { name: "Add mailbox" }));
    expect(await screen.findByRole("heading", { name: "The first message" })).toBeTruthy();
    expect(screen.getByText("anna@example.org")).toBeTruthy();
    expect(sent).toEqual([
      { domain: "example.org", local_part: "anna", name: "Anna", password: "correct horse", quota: 5 },
      { system_mail: "anna@example.org" },
    ]);
  });

  it("asks where the server's own mail goes, and makes no mailbox while that is no address", async () => {
    const asked = answering(
      server({ "PUT /api/v2/set-up": problem(422, "set_up.system_mail_invalid", "This is no e-mail address.", "/system_mail") }),
    );
    showPage(SetUp, "/set-up?step=mailbox&domain=example.org");
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText(/^Address/), "anna");
    await user.type(screen.getByLabelText(/^Password/), "correct horse");
    await user.type(screen.getByLabelText(/^Where the server/), "admin");
    await user.click(screen.getByRole("button", { name: "Add mailbox" }));
    expect(await screen.findByText("This is no e-mail address.")).toBeTruthy();
    expect(asked).not.toContain("POST /api/v2/mailboxes");
  });
});
