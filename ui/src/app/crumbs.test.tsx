import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Page } from "~/components/page";
import { showPage } from "~/components/testing/show-page";

import { Crumbs } from "./crumbs";

const inside = (title: string) => () => (
  <>
    <Crumbs />
    <Page title={title}>text</Page>
  </>
);

describe("the breadcrumb", () => {
  it("names an object as its page does, not by its number", async () => {
    showPage(inside("info@example.org"), "/aliases/$id", undefined, "/aliases/7");
    expect(await screen.findByText("info@example.org", { selector: "bdi" })).toHaveAttribute("aria-current", "page");
    expect(screen.getByRole("link", { name: "Aliases" })).toHaveAttribute("href", "/aliases");
    expect(screen.queryByText("7")).toBeNull();
  });

  it("names a page that is in no room", async () => {
    showPage(inside("Set-up"), "/set-up");
    expect(await screen.findByText("Set-up", { selector: "bdi" })).toHaveAttribute("aria-current", "page");
  });
});
