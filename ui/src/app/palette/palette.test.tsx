import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { answering, showPage } from "~/components/testing/show-page";

import { PaletteDialog } from "./palette-dialog";
import { fits } from "./sections";

const all = ["domains", "mailboxes", "aliases", "dkim", "access", "keys", "system"].flatMap((room) => [
  `${room}_read`,
  `${room}_write`,
]);

const hit = {
  kind: "domain",
  key: "xn--bcher-kva.example",
  name: "bücher.example",
  description: "Books",
  active: true,
};

const Shown = () => <PaletteDialog opened onClose={() => undefined} />;

async function show(permissions = all) {
  const shown = showPage(Shown, "/elsewhere", permissions);
  const field = await screen.findByRole("combobox", { name: "Search and commands" });
  return { ...shown, field };
}

const names = () => screen.getAllByRole("option").map((option) => option.textContent);

describe("the palette", () => {
  let asked: string[];
  beforeEach(() => {
    asked = answering({
      "GET /api/v2/search": { body: { items: [hit] } },
      "DELETE /api/v2/session": "unreachable",
    });
  });

  it("has every page and every dialog that adds something", async () => {
    await show();
    const shown = names();
    for (const page of ["Home", "Account", "Set-up", "Changes", "Sessions", "Service logs"]) expect(shown).toContain(page);
    for (const added of [
      "Add domain",
      "Add mailbox",
      "Add alias",
      "Add domain alias",
      "Add administrator",
      "Add API key",
      "Add ARC/DKIM key",
      "Import ARC/DKIM key",
      "Duplicate ARC/DKIM keys",
      "Add domain template",
      "Add mailbox template",
    ]) {
      expect(shown).toContain(added);
    }
    expect(shown).toContain("Sign out");
    expect(shown).toContain("Theme: Dark");
    expect(shown).toContain("Language: Azərbaycanca");
  });

  it("offers nothing that is not allowed", async () => {
    await show(["domains_read"]);
    expect(names()).toContain("Domains");
    expect(names()).not.toContain("Add domain");
    expect(names()).not.toContain("Home");
    expect(names()).not.toContain("Set-up");
  });

  it("leads to the log of a service on Home", async () => {
    const { field, router } = await show();
    await userEvent.type(field, "postfix log");
    expect(names()).toContain("Log of Postfix");
    await userEvent.click(screen.getByRole("option", { name: "Log of Postfix" }));
    await waitFor(() => {
      expect(router.state.location).toMatchObject({ pathname: "/", search: { log: "postfix" } });
    });
  });

  it("opens the dialog of a command by keyboard", async () => {
    const { field, router } = await show();
    await userEvent.type(field, "mailbox templ{Enter}");
    await waitFor(() => {
      expect(router.state.location).toMatchObject({
        pathname: "/templates",
        search: { tab: "mailboxes", kind: "mailbox", template: "new" },
      });
    });
  });

  it("finds a domain by the name that people know, and leads to the one that programs know", async () => {
    const { field, router } = await show();
    await userEvent.type(field, "bücher");
    await userEvent.click(await screen.findByRole("option", { name: /bücher\.example/ }));
    await waitFor(() => {
      expect(router.state.location.pathname).toBe("/domains/xn--bcher-kva.example");
    });
    expect(asked.some((one) => one.startsWith("GET /api/v2/search"))).toBe(true);
  });

  it("signs out", async () => {
    const { field } = await show();
    await userEvent.type(field, "sign out");
    await userEvent.click(screen.getByRole("option", { name: "Sign out" }));
    await waitFor(() => {
      expect(asked).toContain("DELETE /api/v2/session");
    });
  });

  it("takes words in any order", () => {
    expect(fits("Log of Postfix", "postfix LOG")).toBe(true);
    expect(fits("Log of Postfix", "postfix alias")).toBe(false);
  });
});
