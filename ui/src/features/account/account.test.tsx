import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { type Answer, answering, type Answers, listOf, problem, showPage } from "~/components/testing/show-page";

import { AccountPage } from "./account";

const policy = { length: 10, letter: true, special: false, both_cases: false, digit: true };
const answers: Answers = {
  "GET /api/v2/password-policy": { body: { administrators: policy, mailboxes: policy } },
  "GET /api/v2/audit": listOf(),
};

async function changed(answer: Answer) {
  const asked = answering({ ...answers, "PUT /api/v2/account/password": answer });
  showPage(AccountPage, "/account", ["access_read"]);
  const current = await screen.findByLabelText(/^Current password/);
  const next = screen.getByLabelText(/^New password/);
  await userEvent.type(current, "old one");
  await userEvent.type(next, "new one");
  await userEvent.click(screen.getByRole("button", { name: "Change password" }));
  return { asked, current, next };
}

describe("the own account", () => {
  it("is asked for both passwords", async () => {
    const asked = answering(answers);
    showPage(AccountPage, "/account", ["access_read"]);
    await userEvent.click(await screen.findByRole("button", { name: "Change password" }));
    expect(await screen.findByText("Enter your current password.")).toBeInTheDocument();
    expect(screen.getByText("Enter or generate a new password.")).toBeInTheDocument();
    expect(asked.filter((one) => one.startsWith("PUT"))).toEqual([]);
  });

  it("says which of the passwords the server refuses", async () => {
    const { current } = await changed(problem(422, "account.password_wrong", "It is another.", "/current_password"));
    expect(await screen.findByText("It is another.")).toBeInTheDocument();
    expect(current).toHaveAttribute("aria-invalid", "true");
    expect(current).toHaveFocus();
  });

  it("says so when the new one is too weak", async () => {
    const { next } = await changed(problem(422, "password.too_short", "It is too short.", "/new_password"));
    expect(await screen.findByText("It is too short.")).toBeInTheDocument();
    expect(next).toHaveAttribute("aria-invalid", "true");
  });

  it("keeps what was typed when the server cannot be reached", async () => {
    const { current } = await changed("unreachable");
    expect(await screen.findByRole("alert")).toHaveTextContent("The server does not answer.");
    expect(current).toHaveValue("old one");
  });

  it("forgets both passwords when it is done", async () => {
    const { current, next } = await changed({ body: { csrf_token: "another" } });
    await vi.waitFor(() => {
      expect(current).toHaveValue("");
    });
    expect(next).toHaveValue("");
  });

  it("is where one signs out", async () => {
    const asked = answering({ ...answers, "DELETE /api/v2/session": "unreachable" });
    showPage(AccountPage, "/account", []);
    await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    await vi.waitFor(() => {
      expect(asked).toContain("DELETE /api/v2/session");
    });
  });

  it("leads to its sessions, where they may be seen", async () => {
    answering(answers);
    const shown = showPage(AccountPage, "/account", ["access_read"]);
    expect(await screen.findByRole("link", { name: "All your sessions" })).toBeInTheDocument();
    shown.unmount();
    answering(answers);
    showPage(AccountPage, "/account", []);
    expect(await screen.findByRole("button", { name: "Change password" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "All your sessions" })).not.toBeInTheDocument();
  });
});
