import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { answering, type Answers, listOf, problem, showPage, withRoom } from "~/components/testing/show-page";

import { AdministratorList } from "./list";
import type { Administrator } from "./queries";

beforeEach(withRoom);

const own: Administrator = {
  username: "admin",
  active: true,
  force_password_change: false,
  force_second_factor: false,
  created: "2026-01-01T00:00:00Z",
  modified: null,
  version: 1,
};
const other: Administrator = { ...own, username: "zoe", active: false, force_password_change: true };

const policy = { length: 10, letter: true, special: false, both_cases: false, digit: true };
const answers: Answers = {
  "GET /api/v2/password-policy": { body: { administrators: policy, mailboxes: policy } },
  "GET /api/v2/administrators": listOf(own, other),
  "GET /api/v2/administrators/admin": { body: own },
  "GET /api/v2/administrators/zoe": { body: other },
  "GET /api/v2/audit": listOf(),
};
const all = ["access_read", "access_write"];

describe("administrators", () => {
  it("are listed with their state, the own one marked and not to be deleted", async () => {
    answering(answers);
    showPage(AdministratorList, "/administrators", all);
    const mine = await screen.findByRole("row", { name: /admin/ });
    expect(within(mine).getByText("you")).toBeInTheDocument();
    const hers = screen.getByRole("row", { name: /zoe/ });
    expect(hers).toHaveTextContent("Inactive");
    expect(hers).toHaveTextContent("Must be changed");
    await userEvent.click(screen.getByRole("button", { name: "Actions for admin" }));
    expect(await screen.findByRole("menuitem", { name: "End all sessions" })).toBeInTheDocument();
    expect(screen.queryByRole("menuitem", { name: "Delete" })).not.toBeInTheDocument();
  });

  it("are only shown to who may not change them", async () => {
    answering(answers);
    showPage(AdministratorList, "/administrators", ["access_read"]);
    expect(await screen.findByRole("row", { name: /zoe/ })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Add administrator" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Actions for/ })).not.toBeInTheDocument();
  });

  it("are asked for a name and a password, and what the server refuses stands at its field", async () => {
    const asked = answering({
      ...answers,
      "POST /api/v2/administrators": problem(409, "administrator.username_taken", "Somebody has it.", "/username"),
    });
    showPage(AdministratorList, "/administrators?dialog=add", all);
    const dialog = await screen.findByRole("dialog", { name: "Add administrator" });
    const submit = within(dialog).getByRole("button", { name: "Add administrator" });
    await userEvent.click(submit);
    expect(await within(dialog).findByText("Enter a username.")).toBeInTheDocument();
    expect(within(dialog).getByText("Enter or generate a password.")).toBeInTheDocument();
    expect(asked.filter((one) => one.startsWith("POST"))).toEqual([]);
    await userEvent.type(within(dialog).getByRole("textbox", { name: /^Username/ }), "zoe");
    await userEvent.click(within(dialog).getByRole("button", { name: "Generate" }));
    await userEvent.click(submit);
    expect(await within(dialog).findByText("Somebody has it.")).toBeInTheDocument();
    expect(within(dialog).getByRole("textbox", { name: /^Username/ })).toHaveFocus();
  });

  it("do not change their own password here", async () => {
    answering(answers);
    const shown = showPage(AdministratorList, "/administrators?edit=admin", all);
    expect(await screen.findByText("Your own password is changed in your account.")).toBeInTheDocument();
    expect(screen.queryByLabelText("New password")).not.toBeInTheDocument();
    shown.unmount();
    answering(answers);
    showPage(AdministratorList, "/administrators?edit=zoe", all);
    expect(await screen.findByLabelText(/^New password/)).toBeInTheDocument();
  });

  it("are not sent the password that was left empty", async () => {
    const sent: unknown[] = [];
    answering({
      ...answers,
      "PATCH /api/v2/administrators/zoe": async (request) => {
        sent.push(await request.json());
        return { body: other };
      },
    });
    showPage(AdministratorList, "/administrators?edit=zoe", all);
    const dialog = await screen.findByRole("dialog", { name: "Edit administrator details" });
    expect(await within(dialog).findByDisplayValue("zoe")).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole("switch", { name: /^Active/ }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Save changes" }));
    await vi.waitFor(() => {
      expect(sent).toEqual([{ username: "zoe", active: true, force_password_change: true }]);
    });
  });
});
