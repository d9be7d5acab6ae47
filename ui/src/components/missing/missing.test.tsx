import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { answering, listOf, problem, showPage, type Answers } from "~/components/testing/show-page";

import { Missing } from "./missing";
import type { ObjectKind } from "./end-of";

const entry = (seq: number, action: string, object: string, details: unknown = {}) => ({
  seq,
  at: "2026-03-01T10:00:00Z",
  actor_kind: "administrator",
  actor: "eve",
  remote: "127.0.0.1",
  request_id: "r",
  action,
  object,
  details,
  hash: "h",
});

function show(kind: ObjectKind, id: string, trail: Answers[string], permissions = ["access_read"]) {
  const asked = answering({ "GET /api/v2/audit": trail });
  showPage(() => <Missing kind={kind} id={id} />, "/gone", permissions);
  return asked;
}

describe("the page of an object that is not there", () => {
  it("says who deleted it and when, and leads back to the list and to its changes", async () => {
    show("domain", "gone.example", listOf(entry(4, "domain.deleted", "gone.example")));
    expect(await screen.findByRole("heading", { level: 1, name: "There is no domain gone.example" })).toBeInTheDocument();
    expect(screen.getByText(/^eve deleted it on .*2026/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "To all domains" })).toHaveAttribute("href", "/domains");
    expect(screen.getByRole("link", { name: "Its changes" })).toHaveAttribute("href", "/changes?object=gone.example");
  });

  it("finds an alias in the trail by its number", async () => {
    const asked = show(
      "alias",
      "7",
      listOf(
        entry(9, "alias.deleted", "other@example.org", { id: [70, 0] }),
        entry(8, "alias.deleted", "info@example.org", { id: [7, 0] }),
      ),
    );
    expect(await screen.findByRole("heading", { name: "There is no alias info@example.org" })).toBeInTheDocument();
    expect(decodeURIComponent(asked[0] ?? "")).toContain('search="id":[7,');
  });

  it("leads to the new name of a mailbox that was renamed", async () => {
    show("mailbox", "old@example.org", ({ url }) =>
      url.includes("mailbox.renamed")
        ? listOf(entry(6, "mailbox.renamed", "new@example.org", { address: ["old@example.org", "new@example.org"] }))
        : listOf(),
    );
    expect(await screen.findByText(/it is new@example.org now/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Open new@example.org" })).toHaveAttribute(
      "href",
      "/mailboxes/new%40example.org",
    );
  });

  it("does not guess what the trail does not know, or may not be read", async () => {
    show("alias", "7", listOf());
    expect(await screen.findByRole("heading", { name: "There is no such alias" })).toBeInTheDocument();
    expect(screen.getByText(/may have been deleted/)).toBeInTheDocument();
  });

  it("is there for who may not read the trail, and when it cannot be read", async () => {
    const asked = show("mailbox", "anna@example.org", listOf(), []);
    expect(await screen.findByRole("heading", { name: "There is no mailbox anna@example.org" })).toBeInTheDocument();
    expect(asked).toEqual([]);
    show("mailbox", "eve@example.org", problem(500, "internal", "Broken."));
    expect(await screen.findByRole("heading", { name: "There is no mailbox eve@example.org" })).toBeInTheDocument();
  });
});
