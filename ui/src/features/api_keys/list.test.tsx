import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { answering, listOf, showPage } from "~/components/testing/show-page";

import { ApiKeyList } from "./list";

const details = {
  id: 1,
  access: "read_only",
  description: "monitoring",
  hint: "FB00D7",
  allow_from: [],
  skip_ip_check: true,
  active: true,
  created: "2026-01-01T00:00:00Z",
  modified: null,
  version: 1,
};

describe("API keys", () => {
  it("show a new key once, and forget it when the dialog is closed", async () => {
    answering({
      "GET /api/v2/api-keys": listOf(),
      "POST /api/v2/api-keys": { status: 201, body: { key: "AAAAAA-BBBBBB", details } },
    });
    showPage(ApiKeyList, "/keys?dialog=add", ["access_read", "keys_write"]);
    await userEvent.click(await screen.findByRole("checkbox", { name: "Skip IP check" }));
    const add = screen.getAllByRole("button", { name: "Add API key" });
    const submit = add.find((button) => button.getAttribute("type") === "submit");
    await userEvent.click(submit ?? document.body);
    expect(await screen.findByText("Copy now — it will not be shown again")).toBeInTheDocument();
    expect(screen.getByText("AAAAAA-BBBBBB")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "I have stored it" }));
    await waitFor(() => {
      expect(screen.queryByText("AAAAAA-BBBBBB")).not.toBeInTheDocument();
    });
  });

  it("cannot be made without an address or a word that there is no check", async () => {
    const asked = answering({ "GET /api/v2/api-keys": listOf() });
    showPage(ApiKeyList, "/keys?dialog=add", ["access_read", "keys_write"]);
    await screen.findByRole("checkbox", { name: "Skip IP check" });
    const add = screen.getAllByRole("button", { name: "Add API key" });
    await userEvent.click(add.find((button) => button.getAttribute("type") === "submit") ?? document.body);
    expect(await screen.findByText("Enter at least one address, or skip the check.")).toBeInTheDocument();
    expect(asked.filter((one) => one.startsWith("POST"))).toEqual([]);
  });
});
