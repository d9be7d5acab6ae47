import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { showPage } from "~/components/testing/show-page";

import { Rooms } from "./rooms";

const all = ["system_read", "domains_read", "mailboxes_read", "aliases_read", "access_read", "dkim_read"];
const show = (rail: boolean, permissions = all) =>
  showPage(() => <Rooms rail={rail} />, "/keys", permissions);

describe("the navigation", () => {
  it("has its rooms where the system has them", async () => {
    show(false);
    const access = await screen.findByRole("list", { name: "System Access" });
    expect(within(access).getAllByRole("link").map((link) => link.textContent)).toEqual(["Administrators", "API", "Sessions"]);
    expect(within(access).getByRole("link", { name: "API" })).toHaveAttribute("aria-current", "page");
    const options = screen.getByRole("list", { name: "System Options" });
    expect(within(options).getAllByRole("link").map((link) => link.textContent)).toEqual(["ARC/DKIM keys", "Templates"]);
    expect(within(screen.getByRole("list", { name: "Logs" })).getByRole("link", { name: "Changes" })).toBeInTheDocument();
    const links = screen.getAllByRole("link");
    expect(links[0]).toHaveTextContent("Home");
    expect(links[links.length - 1]).toHaveTextContent("Account");
  });

  it("names groups and rooms in the rail too", async () => {
    show(true);
    expect(await screen.findByRole("list", { name: "System Options" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "ARC/DKIM keys" })).toBeInTheDocument();
  });

  it("shows only what may be seen, and always the account", async () => {
    show(false, ["domains_read"]);
    expect(await screen.findByRole("link", { name: "Account" })).toHaveAttribute("href", "/account");
    expect(screen.queryByRole("link", { name: "Home" })).toBeNull();
    expect(screen.queryByRole("list", { name: "System Access" })).toBeNull();
  });
});
