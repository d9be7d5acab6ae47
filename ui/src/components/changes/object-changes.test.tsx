import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { answering, listOf, showPage } from "~/components/testing/show-page";

import { changesOf } from "./difference";
import { ObjectChanges } from "./object-changes";

const entry = {
  seq: 1,
  at: "2026-01-01T00:00:00Z",
  actor_kind: "administrator",
  actor: "<img src=x onerror=alert(1)>",
  remote: "127.0.0.1",
  request_id: "r",
  action: "mailbox.changed",
  object: "anna@example.org",
  details: { quota: [1_073_741_824, 2_147_483_648], active: [true, false], some_new_member: ["a", "b"], tags: [["old", "both"], ["both", "new"]], state: ["active", "no_login"] },
  hash: "h",
};

describe("the changes of an object", () => {
  it("say what was before and after, in words, with hostile names as text", async () => {
    answering({ "GET /api/v2/audit": listOf(entry) });
    showPage(() => <ObjectChanges object="anna@example.org" kind="mailbox" />, "/mailboxes", ["access_read"]);
    expect(await screen.findByText("Mailbox changed")).toBeInTheDocument();
    expect(screen.getByRole("row", { name: "Quota 1 GiB 2 GiB" })).toBeInTheDocument();
    expect(screen.getByRole("row", { name: "Active Yes No" })).toBeInTheDocument();
    expect(screen.getByRole("row", { name: "Some new member a b" })).toBeInTheDocument();
    expect(screen.getByRole("row", { name: "Tags Removed: old Added: new" })).toBeInTheDocument();
    expect(screen.getByRole("row", { name: "Status Active Login disabled" })).toBeInTheDocument();
    expect(screen.getByText("by <img src=x onerror=alert(1)>")).toBeInTheDocument();
    expect(document.querySelector("img")).toBeNull();
  });

  it("are not asked for by who may not read them", () => {
    const asked = answering({});
    showPage(() => <ObjectChanges object="anna@example.org" kind="mailbox" />, "/mailboxes", ["mailboxes_read"]);
    expect(asked).toEqual([]);
  });

  it("have one side when something came or went", () => {
    const details = { active: [false, true], version: [0, 1] };
    expect(changesOf("alias.created", details)).toEqual([{ member: "active", before: undefined, after: true }]);
    expect(changesOf("alias.deleted", details)).toEqual([{ member: "active", before: false, after: undefined }]);
    expect(changesOf("template.deleted", { kind: "domain" })).toEqual([
      { member: "kind", before: "domain", after: undefined },
    ]);
    expect(changesOf("session.ended", { session: "1" })).toEqual([{ member: "session", before: undefined, after: "1" }]);
  });

  it("of a template are those of its attributes", () => {
    const details = { attributes: [{ quota: 0, pop3_access: true }, { quota: 1024, pop3_access: true }] };
    expect(changesOf("template.changed", details)).toEqual([{ member: "quota", before: 0, after: 1024 }]);
  });
});
