import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { answering, type Answers, listOf, problem, showPage, withRoom } from "~/components/testing/show-page";

import { AliasDomainDetail } from "./detail";
import { AliasDomainList } from "./list";
import type { AliasDomain } from "./queries";

beforeEach(withRoom);

const second: AliasDomain = {
  id: 1,
  name: "second.example",
  display_name: "second.example",
  target_domain: "first.example",
  active: true,
  rate_limit_value: 50,
  rate_limit_frame: "hour",
  created: "2026-01-01T00:00:00Z",
  modified: null,
  version: 1,
};
const answers: Answers = {
  "GET /api/v2/alias-domains": listOf(second),
  "GET /api/v2/alias-domains/second.example": { body: second },
  "GET /api/v2/domains": listOf({ name: "first.example" }),
  "GET /api/v2/deletion/alias-domains": {
    body: {
      items: [{ item: "second.example", mailboxes: 0, aliases: 3, alias_domains: 1, bytes_used: 0, message_count: 0, refused: null }],
    },
  },
};

describe("domain aliases", () => {
  it("are listed with their target", async () => {
    answering(answers);
    showPage(AliasDomainList, "/alias-domains");
    const row = await screen.findByRole("row", { name: /second\.example/ });
    expect(row).toHaveTextContent("first.example");
    expect(within(row).getByRole("link", { name: "first.example" })).toHaveAttribute("href", "/domains/first.example");
  });

  it("begin with the first step, which only who may write is offered", async () => {
    const none = { ...answers, "GET /api/v2/alias-domains": listOf() };
    answering(none);
    const shown = showPage(AliasDomainList, "/alias-domains");
    expect(await screen.findByText("No domain alias yet")).toBeInTheDocument();
    expect(screen.getAllByRole("button", { name: "Add domain alias" })).toHaveLength(2);
    shown.unmount();
    answering(none);
    showPage(AliasDomainList, "/alias-domains", ["domains_read"]);
    expect(await screen.findByText("No domain alias yet")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Add domain alias" })).not.toBeInTheDocument();
  });

  it("are checked before they are sent", async () => {
    const asked = answering(answers);
    showPage(AliasDomainList, "/alias-domains?dialog=add");
    const dialog = await screen.findByRole("dialog", { name: "Add domain alias" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Add domain alias" }));
    expect(await within(dialog).findByText("Enter the domain alias, as in example.org.")).toBeInTheDocument();
    expect(within(dialog).getByText("Choose the domain that it is a second name of.")).toBeInTheDocument();
    expect(asked.filter((one) => one.startsWith("POST"))).toEqual([]);
  });

  it("show what the server refuses at its field", async () => {
    answering({
      ...answers,
      "PATCH /api/v2/alias-domains/second.example": problem(
        422,
        "alias_domain.target_unknown",
        "There is no such domain.",
        "/target_domain",
      ),
    });
    showPage(AliasDomainList, "/alias-domains?edit=second.example");
    const dialog = await screen.findByRole("dialog", { name: "Edit second.example" });
    expect(await within(dialog).findByDisplayValue("first.example")).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole("button", { name: "Save changes" }));
    expect(await within(dialog).findByText("There is no such domain.")).toBeInTheDocument();
  });

  it("say what goes with them before they are deleted", async () => {
    const asked = answering({ ...answers, "DELETE /api/v2/alias-domains/second.example": { body: {} } });
    showPage(AliasDomainList, "/alias-domains");
    await userEvent.click(await screen.findByRole("button", { name: "Actions for second.example" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Delete" }));
    const dialog = await screen.findByRole("dialog", { name: "Delete second.example?" });
    expect(await within(dialog).findByText("This also deletes: 3 aliases.")).toBeInTheDocument();
    const confirm = within(dialog).getByRole("button", { name: "Delete domain alias" });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByRole("textbox"), "second.example");
    await userEvent.click(confirm);
    await vi.waitFor(() => {
      expect(asked).toContain("DELETE /api/v2/alias-domains/second.example");
    });
  });
});

describe("the page of a domain alias", () => {
  it("says whose second name it is, what it does and what is set", async () => {
    answering({
      ...answers,
      "GET /api/v2/aliases": { body: { items: [], total: 4, next_cursor: null } },
      "GET /api/v2/applied": problem(500, "internal", "Broken."),
    });
    showPage(AliasDomainDetail, "/alias-domains/$domain", undefined, "/alias-domains/second.example");
    expect(await screen.findByRole("heading", { level: 1, name: "second.example" })).toBeInTheDocument();
    expect(screen.getByText("A second name of first.example")).toBeInTheDocument();
    expect(screen.getByText(/goes to the mailbox of that name at first\.example/)).toBeInTheDocument();
    expect(screen.queryByText("50 per hour")).toBeNull();
    expect(await screen.findByRole("link", { name: "4" })).toHaveAttribute("href", "/aliases?domain=second.example");
  });
});
