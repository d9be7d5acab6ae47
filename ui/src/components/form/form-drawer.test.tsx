import { useForm } from "@mantine/form";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentProps } from "react";
import { describe, expect, it } from "vitest";

import { ApiProblem, Unreachable } from "~/api/client";
import { showPage } from "~/components/testing/show-page";

import { FormDrawer } from "./form-drawer";

interface Values extends Record<string, unknown> {
  quota: number;
  max_mailboxes: number;
  active: boolean;
  description: string;
}

const gibibyte = 1_073_741_824;

/** A form that is open, with what a test needs of it. */
function editing({ mine = {}, ...given }: Partial<ComponentProps<typeof FormDrawer<Values>>> & { mine?: Partial<Values> }) {
  return function Editing() {
    const form = useForm<Values>({
      mode: "controlled",
      initialValues: { quota: 10 * gibibyte, max_mailboxes: 5, active: true, description: "" },
    });
    return (
      <FormDrawer<Values>
        opened
        onClose={() => undefined}
        title="Edit"
        submitLabel="Save"
        form={form}
        onSubmit={() => Promise.resolve()}
        {...given}
      >
        fields
        <button
          type="button"
          onClick={() => {
            form.setValues(mine);
          }}
        >
          Mine
        </button>
      </FormDrawer>
    );
  };
}

describe("a form that edits", () => {
  it("does not open before what it edits is there: what is typed would be overwritten", async () => {
    const Editing = editing({ source: { data: undefined, error: null, refetch: () => undefined } });
    showPage(
      () => (
        <>
          page
          <Editing />
        </>
      ),
      "/domains",
    );
    expect(await screen.findByText("page")).toBeInTheDocument();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("says when that could not be read, and saves nothing over it", async () => {
    showPage(editing({ source: { data: undefined, error: new Unreachable(0), refetch: () => undefined } }), "/domains");
    expect(await screen.findByRole("alert")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Mine" })).toBeNull();
  });

  const changed = new ApiProblem({
    type: "about:blank",
    title: "Changed",
    status: 412,
    code: "version.changed",
    detail: "Somebody changed it.",
    field: null,
    request_id: "r",
  });

  /** Opens the form, changes it as `mine`, and saves over what somebody else made of it. */
  const collide = async (mine: Partial<Values>, theirs: Partial<Values>) => {
    const before = { quota: 10 * gibibyte, max_mailboxes: 5, active: true, description: "" };
    const saved: unknown[] = [];
    showPage(
      editing({
        mine,
        onSubmit: () => Promise.reject(changed),
        onConflict: () =>
          Promise.resolve({
            kind: "domain",
            theirs: { ...before, ...theirs },
            force: (values) => {
              saved.push(values);
              return Promise.resolve();
            },
          }),
      }),
      "/domains",
    );
    await userEvent.click(await screen.findByRole("button", { name: "Mine" }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    const dialog = await screen.findByRole("dialog", { name: "Somebody else changed this meanwhile" });
    return { before, saved, dialog: within(dialog) };
  };

  it("lets choose for each setting that both changed, and keeps what only one of them did", async () => {
    const { before, saved, dialog } = await collide(
      { quota: 30 * gibibyte, active: false, max_mailboxes: 9 },
      { quota: 20 * gibibyte, description: "Theirs", max_mailboxes: 7 },
    );
    const choice = dialog.getByRole("radiogroup", { name: "Total domain quota" });
    expect(choice).toHaveAccessibleDescription(expect.stringMatching(/When you opened it: .*10 GiB/) as string);
    const quota = within(choice);
    const save = dialog.getByRole("button", { name: "Save the result" });
    expect(save).toBeDisabled();
    expect(dialog.getByRole("status")).toHaveTextContent("2 settings left to choose");
    const taken = within(dialog.getByRole("table", { name: "Taken over from them" }));
    expect(taken.getByRole("row", { name: /Description — .*Theirs/ })).toBeTruthy();
    const kept = within(dialog.getByRole("table", { name: "Stays as you set it" }));
    expect(kept.getByRole("row", { name: /Active .*Yes.* .*No/ })).toBeTruthy();

    // By keyboard alone.
    quota.getByRole("radio", { name: /Theirs: .*20 GiB/ }).focus();
    await userEvent.keyboard(" ");
    const mailboxes = within(dialog.getByRole("radiogroup", { name: "Maximum mailboxes" }));
    mailboxes.getByRole("radio", { name: /Mine: .*9/ }).focus();
    await userEvent.keyboard(" ");
    expect(save).toBeEnabled();
    save.focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => {
      expect(saved).toEqual([
        { ...before, quota: 20 * gibibyte, max_mailboxes: 9, active: false, description: "Theirs" },
      ]);
    });
  });

  it("saves at once what does not touch, and chooses all at once", async () => {
    const { saved, before, dialog } = await collide({ active: false }, { max_mailboxes: 7 });
    expect(dialog.queryByRole("radiogroup")).toBeNull();
    expect(dialog.getByText("You changed different settings, so both are kept.")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Save the result" }));
    await waitFor(() => {
      expect(saved).toEqual([{ ...before, active: false, max_mailboxes: 7 }]);
    });
  });

  it("takes all of one side at once", async () => {
    const theirs = { quota: 20 * gibibyte, description: "Theirs" };
    const { saved, before, dialog } = await collide({ quota: 0, description: "Mine" }, theirs);
    expect(dialog.getByRole("radio", { name: /Mine: .*Unlimited/ })).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "All theirs" }));
    await userEvent.click(dialog.getByRole("button", { name: "Save the result" }));
    await waitFor(() => {
      expect(saved).toEqual([{ ...before, ...theirs }]);
    });
  });
});
