import { useForm } from "@mantine/form";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { ApiProblem } from "~/api/client";
import { useDomainSettingWords } from "~/components/settings/words";
import { showPage } from "~/components/testing/show-page";

import { FormDrawer } from "./form-drawer";

const gibibyte = 1_073_741_824;

function Editing() {
  const words = useDomainSettingWords();
  const form = useForm<{ quota: number; max_mailboxes: number }>({
    mode: "controlled",
    initialValues: { quota: 10 * gibibyte, max_mailboxes: 5 },
  });
  return (
    <FormDrawer
      opened
      onClose={() => undefined}
      title="Edit"
      submitLabel="Save"
      form={form}
      onSubmit={() =>
        Promise.reject(
          new ApiProblem({
            type: "about:blank",
            title: "Changed",
            status: 412,
            code: "version.changed",
            detail: "Somebody changed it.",
            field: null,
            request_id: "r",
          }),
        )
      }
      onConflict={() =>
        Promise.resolve({ theirs: { quota: 20 * gibibyte, max_mailboxes: 7 }, force: () => Promise.resolve() })
      }
      labelOf={(field) => words.labelOf(field) ?? field}
      writeValue={words.write}
    >
      fields
    </FormDrawer>
  );
}

describe("a conflict of two people", () => {
  it("shows sizes as sizes, and numbers as they are", async () => {
    showPage(Editing, "/domains");
    await userEvent.click(await screen.findByRole("button", { name: "Save" }));
    const dialog = await screen.findByRole("table");
    expect(within(dialog).getByText("20 GiB")).toBeInTheDocument();
    expect(within(dialog).getAllByText("10 GiB")).toHaveLength(2);
    expect(within(dialog).getByText("7")).toBeInTheDocument();
  });
});
