import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { answering, showPage } from "~/components/testing/show-page";

import { DeleteObject, type DeletionItem } from "./delete-object";

const nothing: DeletionItem = {
  item: "example.org",
  mailboxes: 0,
  aliases: 0,
  alias_domains: 0,
  bytes_used: 0,
  message_count: 0,
  refused: null,
};

function show(item: Partial<DeletionItem> | "broken", besides: (keyof DeletionItem)[] = []) {
  answering({});
  const onDelete = vi.fn(() => Promise.resolve());
  const onClose = vi.fn();
  const weigh = () => {
    if (item === "broken") return Promise.reject(new Error("lost"));
    const one = { ...nothing, ...item };
    return Promise.resolve({ ...one, items: [one], deletable: one.refused === null ? 1 : 0 });
  };
  showPage(
    () => (
      <DeleteObject
        title="Delete example.org?"
        verb="Delete domain"
        name="example.org"
        weigh={weigh}
        besides={besides}
        refusal={({ mailboxes, refused }) => <p>{mailboxes > 0 ? `It has ${String(mailboxes)}.` : refused?.detail}</p>}
        onClose={onClose}
        onDelete={onDelete}
      >
        <p>Mail to it is no longer taken.</p>
      </DeleteObject>
    ),
    "/domains",
  );
  return { onDelete, onClose };
}

describe("a deletion", () => {
  it("names what goes and how much, leaves out what there is none of, and has to be typed", async () => {
    const { onDelete } = show({ aliases: 12, alias_domains: 1, message_count: 3, bytes_used: 2_147_483_648 });
    const dialog = await screen.findByRole("dialog", { name: "Delete example.org?" });
    expect(
      await within(dialog).findByText("This also deletes: 1 domain alias, 12 aliases, and 3 messages (2 GiB)."),
    ).toBeInTheDocument();
    expect(within(dialog).queryByText(/mailbox/)).toBeNull();
    const verb = within(dialog).getByRole("button", { name: "Delete domain" });
    expect(verb).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText("Type example.org to confirm"), "example.or");
    expect(verb).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText("Type example.org to confirm"), "g{Enter}");
    expect(onDelete).toHaveBeenCalledOnce();
  });

  it("says nothing of what is the object itself, nor of nothing", async () => {
    show({ mailboxes: 1 }, ["mailboxes"]);
    const dialog = await screen.findByRole("dialog", { name: "Delete example.org?" });
    expect(await within(dialog).findByText("This cannot be undone.")).toBeInTheDocument();
    expect(within(dialog).queryByText(/This also deletes/)).toBeNull();
  });

  it("that would be refused offers no red button, but says why", async () => {
    show({ mailboxes: 3, refused: { code: "domain.not_empty", detail: "The domain still has 3 mailboxes.", field: "" } });
    const dialog = await screen.findByRole("dialog", { name: "Can't delete example.org yet" });
    expect(within(dialog).getByText("It has 3.")).toBeInTheDocument();
    expect(within(dialog).queryByRole("button", { name: "Delete domain" })).toBeNull();
    expect(within(dialog).queryByRole("textbox")).toBeNull();
  });

  it("is not possible while the server does not say what goes", async () => {
    show("broken");
    const dialog = await screen.findByRole("dialog", { name: "Delete example.org?" });
    expect(await within(dialog).findByRole("button", { name: "Try again" })).toBeInTheDocument();
    expect(within(dialog).queryByRole("button", { name: "Delete domain" })).toBeNull();
  });
});
