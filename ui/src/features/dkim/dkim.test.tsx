import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { answering, type Answers, listOf, problem, showPage, withRoom } from "~/components/testing/show-page";

import { DkimList } from "./list";
import type { DkimDomain, DkimKey } from "./queries";

beforeEach(withRoom);

const key: DkimKey = {
  id: 1,
  domain: "signed.example",
  selector: "dkim",
  algorithm: "rsa",
  bits: 2048,
  public_key: "AAAA",
  record_name: "dkim._domainkey.signed.example",
  record_text: "v=DKIM1; k=rsa; p=AAAABBBB",
  record_parts: ["v=DKIM1; k=rsa; p=AAAA", "BBBB"],
  created: "2026-01-01T00:00:00Z",
};
const signed: DkimDomain = { domain: "signed.example", kind: "domain", state: "valid", keys: [key] };
const bare: DkimDomain = { domain: "bare.example", kind: "domain", state: "missing", keys: [] };
const foreign: DkimDomain = { domain: "foreign.example", kind: "foreign", state: "unused", keys: [key] };

const answers: Answers = {
  "GET /api/v2/dkim": listOf(bare, foreign, signed),
  "GET /api/v2/dkim/signed.example": { body: signed },
  "GET /api/v2/dkim/bare.example": { body: bare },
  "GET /api/v2/audit": listOf(),
};
const all = ["dkim_read", "dkim_write", "private_keys_read"];

describe("the list of keys", () => {
  it("tells domains with a key, without one, and names that are not here", async () => {
    answering(answers);
    showPage(DkimList, "/dkim", all);
    for (const [name, state] of [
      [/bare\.example/, "Key missing"],
      [/foreign\.example/, "Key unused"],
      [/signed\.example/, "Key installed"],
    ] as const) {
      expect(await screen.findByRole("row", { name })).toHaveTextContent(state);
    }
    expect(screen.getByRole("row", { name: /signed\.example/ })).toHaveTextContent("RSA, 2,048 bits");
    expect(screen.getByRole("button", { name: "Generate key: bare.example" })).toBeInTheDocument();
  });

  it("says what failed and tries again", async () => {
    let broken = true;
    answering({
      ...answers,
      "GET /api/v2/dkim": () =>
        broken
          ? problem(500, "internal", "The keys cannot be read.")
          : listOf(),
    });
    showPage(DkimList, "/dkim", all);
    expect(await screen.findByText(/The keys cannot be read\./)).toBeInTheDocument();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("No domain and no key yet")).toBeInTheDocument();
  });

  it("offers nothing that the account may not do", async () => {
    answering(answers);
    showPage(DkimList, "/dkim?domain=signed.example", ["dkim_read"]);
    const drawer = await screen.findByRole("dialog", { name: "signed.example" });
    expect(await within(drawer).findByText("v=DKIM1; k=rsa; p=AAAABBBB")).toBeInTheDocument();
    for (const name of ["Private key", "Delete", "Generate a second key"]) {
      expect(within(drawer).queryByRole("button", { name })).not.toBeInTheDocument();
    }
    expect(screen.queryByText("Add ARC/DKIM key")).not.toBeInTheDocument();
  });
});

describe("the keys of a domain", () => {
  it("are shown whole or in parts", async () => {
    answering(answers);
    showPage(DkimList, "/dkim?domain=signed.example", all);
    await userEvent.click(await screen.findByRole("switch", { name: /^Split into 255-character strings/ }));
    expect(screen.getByText('"v=DKIM1; k=rsa; p=AAAA"')).toBeInTheDocument();
    expect(screen.getByText('"BBBB"')).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Copy: All strings" })).toBeInTheDocument();
  });

  it("give their private half for the right password alone, and forget it", async () => {
    const asked: unknown[] = [];
    answering({
      ...answers,
      "POST /api/v2/dkim/signed.example/dkim/private-key": async (request) => {
        const body = (await request.json()) as { password: string };
        asked.push(body);
        return body.password === "right"
          ? { body: { private_key: "-----BEGIN PRIVATE KEY-----" } }
          : problem(403, "account.password_wrong", "This is not your password.", "/password");
      },
    });
    showPage(DkimList, "/dkim?domain=signed.example", all);
    await userEvent.click(await screen.findByRole("button", { name: "Private key" }));
    const asking = await screen.findByRole("dialog", { name: "Private key" });
    const password = within(asking).getByLabelText("Your password");
    const show = within(asking).getByRole("button", { name: "Show private key" });
    expect(show).toBeDisabled();
    await userEvent.type(password, "wrong");
    await userEvent.click(show);
    expect(await within(asking).findByText("This is not your password.")).toBeInTheDocument();
    expect(password).toHaveAttribute("aria-invalid", "true");
    expect(password).toHaveValue("");
    await userEvent.type(password, "right");
    await userEvent.click(show);
    expect(await within(asking).findByDisplayValue("-----BEGIN PRIVATE KEY-----")).toBeInTheDocument();
    expect(asked).toEqual([{ password: "wrong" }, { password: "right" }]);
    const close = within(asking).getAllByRole("button", { name: "Close" });
    await userEvent.click(close[close.length - 1] ?? asking);
    await waitFor(() => {
      expect(screen.queryByDisplayValue("-----BEGIN PRIVATE KEY-----")).not.toBeInTheDocument();
    });
  });
});

describe("the forms of keys", () => {
  it("ask for a domain before anything is sent, and show a refusal at its field", async () => {
    const asked = answering({
      ...answers,
      "POST /api/v2/dkim": problem(422, "dkim.selector_invalid", "This is no selector.", "/selector"),
    });
    showPage(DkimList, "/dkim?dialog=add", all);
    const dialog = await screen.findByRole("dialog", { name: "Add ARC/DKIM key" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Generate key" }));
    expect(await within(dialog).findByText("Choose at least one domain.")).toBeInTheDocument();
    expect(asked.filter((one) => one.startsWith("POST"))).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Fill in the domains without a key" }));
    await waitFor(() => {
      expect(asked.some((one) => one.includes("state=missing"))).toBe(true);
    });
    await userEvent.click(within(dialog).getByRole("button", { name: "Generate key" }));
    expect(await within(dialog).findByText("This is no selector.")).toBeInTheDocument();
    expect(within(dialog).getByRole("textbox", { name: "Selector" })).toHaveFocus();
  });

  it("take a key from a file, unless it is too long for one", async () => {
    answering({
      ...answers,
      "POST /api/v2/dkim/import": problem(422, "dkim.private_key_invalid", "This is no key.", "/private_key"),
    });
    showPage(DkimList, "/dkim?dialog=import", all);
    const dialog = await screen.findByRole("dialog", { name: "Import key" });
    const file = within(dialog).getByLabelText("Or from a file");
    fireEvent.change(file, { target: { files: [new File(["x".repeat(70_000)], "long.pem")] } });
    expect(await within(dialog).findByText("This file is too long for a key.")).toBeInTheDocument();
    fireEvent.change(file, { target: { files: [new File(["no key"], "short.pem")] } });
    expect(await within(dialog).findByDisplayValue("no key")).toBeInTheDocument();
    await userEvent.type(within(dialog).getByRole("textbox", { name: /^Domain/ }), "bare.example");
    await userEvent.click(within(dialog).getByRole("button", { name: "Import key" }));
    expect(await within(dialog).findByText("This is no key.")).toBeInTheDocument();
    expect(within(dialog).getByRole("textbox", { name: /^Private key/ })).toHaveFocus();
  });

  it("duplicate the keys of a domain that is chosen there, when none came along", async () => {
    const asked = answering(answers);
    showPage(DkimList, "/dkim?dialog=duplicate", all);
    const dialog = await screen.findByRole("dialog", { name: "Duplicate keys" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Duplicate keys" }));
    expect(await within(dialog).findByText("Choose the domain whose keys the others get.")).toBeInTheDocument();
    expect(asked.some((one) => one.includes("state=valid"))).toBe(true);
    expect(asked.filter((one) => one.startsWith("POST"))).toEqual([]);
  });
});
