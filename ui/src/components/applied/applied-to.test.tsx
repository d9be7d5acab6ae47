import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { answering, problem, showPage } from "~/components/testing/show-page";

import { AppliedFigure } from "./applied-to";

const anna = "anna@example.org";
const state = (position: number, trouble = "") => ({
  newest: 8,
  applied: position === 8,
  parts: [
    { name: "directory", position: 8, behind: 0, waiting_since: null, problem: "", failing_since: null },
    {
      name: "sessions",
      position,
      behind: 8 - position,
      waiting_since: position === 8 ? null : new Date(Date.now() - 3_600_000).toISOString(),
      problem: trouble,
      failing_since: null,
    },
  ],
  object: {
    kind: "mailbox",
    object: anna,
    change: 8,
    applied: position === 8,
    waiting_for: position === 8 ? [] : ["sessions"],
  },
});
const Shown = () => <AppliedFigure kind="mailbox" object={anna} version={1} />;

describe("whether the last change of an object is in force", () => {
  it("is asked of this object and said in a word", async () => {
    const asked = answering({ "GET /api/v2/applied": { body: state(8) } });
    showPage(Shown, "/mailboxes");
    expect(await screen.findByText("Live")).toBeInTheDocument();
    expect(asked).toEqual(["GET /api/v2/applied?kind=mailbox&object=anna%40example.org"]);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("names the parts that do not have it, what that means and what keeps them, once it lasts", async () => {
    answering({ "GET /api/v2/applied": { body: state(7, "Dovecot does not answer.") } });
    showPage(Shown, "/mailboxes");
    await screen.findByText("Sync status");
    expect(screen.queryByRole("button")).toBeNull();
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Not applied for 1 hour" }, { timeout: 15_000 }));
    expect(await screen.findByText("1 change has been waiting for 1 hour.")).toBeInTheDocument();
    expect(screen.getByText(/may still be connected/)).toBeInTheDocument();
    expect(screen.getByText("What keeps it: Dovecot does not answer.")).toBeInTheDocument();
  });

  it("does not flicker for what is applied at once after a save", async () => {
    answering({ "GET /api/v2/applied": { body: state(8) } });
    const { cache } = showPage(Shown, "/mailboxes");
    await screen.findByText("Live");
    const key = ["applied", "to", "mailbox", anna, 1];
    act(() => void cache.setQueryData(key, state(7)));
    expect(screen.getByText("Live")).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByText("Live")).toBeNull(), { timeout: 15_000 });
    expect(screen.getByRole("button", { name: "Not applied for 1 hour" })).toBeInTheDocument();
    act(() => void cache.setQueryData(key, state(8)));
    expect(await screen.findByText("Live")).toBeInTheDocument();
  });

  it("is not claimed when the server does not say", async () => {
    answering({ "GET /api/v2/applied": problem(500, "internal", "Broken.") });
    showPage(Shown, "/mailboxes");
    expect(await screen.findByText("Not known")).toBeInTheDocument();
  });

  it("is not asked by who may not", () => {
    expect(answering({})).toEqual([]);
    showPage(Shown, "/mailboxes", ["mailboxes_read"]);
    expect(screen.queryByText("Sync status")).toBeNull();
  });
});
