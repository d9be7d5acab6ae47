import { useForm } from "@mantine/form";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentProps } from "react";
import { describe, expect, it } from "vitest";

import { ApiProblem, Unreachable } from "~/api/client";
import { useDomainSettingWords } from "~/components/settings/words";
import { showPage } from "~/components/testing/show-page";

import { FormDrawer } from "./form-drawer";

interface Values extends Record<string, unknown> {
  quota: number;
  max_mailboxes: number;
}

const gibibyte = 1_073_741_824;

/** A form that is open, with what a test needs of it. */
function editing(given: Partial<ComponentProps<typeof FormDrawer<Values>>>) {
  return function Editing() {
    const words = useDomainSettingWords();
    const form = useForm<Values>({
      mode: "controlled",
      initialValues: { quota: 10 * gibibyte, max_mailboxes: 5 },
    });
    return (
      <FormDrawer<Values>
        opened
        onClose={() => undefined}
        title="Edit"
        submitLabel="Save"
        form={form}
        onSubmit={() => Promise.resolve()}
        labelOf={(field) => words.labelOf(field) ?? field}
        writeValue={words.write}
        {...given}
      >
        fields
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
    expect(screen.queryByText("fields")).toBeNull();
  });

  it("shows what somebody else changed: sizes as sizes, and numbers as they are", async () => {
    const changed = new ApiProblem({
      type: "about:blank",
      title: "Changed",
      status: 412,
      code: "version.changed",
      detail: "Somebody changed it.",
      field: null,
      request_id: "r",
    });
    const theirs = { quota: 20 * gibibyte, max_mailboxes: 7 };
    showPage(
      editing({
        onSubmit: () => Promise.reject(changed),
        onConflict: () => Promise.resolve({ theirs, force: () => Promise.resolve() }),
      }),
      "/domains",
    );
    await userEvent.click(await screen.findByRole("button", { name: "Save" }));
    const dialog = await screen.findByRole("table");
    expect(within(dialog).getByText("20 GiB")).toBeInTheDocument();
    expect(within(dialog).getAllByText("10 GiB")).toHaveLength(2);
    expect(within(dialog).getByText("7")).toBeInTheDocument();
  });
});
