import { useForm } from "@mantine/form";
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Unreachable } from "~/api/client";
import { showPage } from "~/components/testing/show-page";

import { FormDrawer } from "./form-drawer";

function editing(source: { data: unknown; error: unknown; refetch: () => unknown }) {
  return function Editing() {
    const form = useForm({ mode: "controlled", initialValues: { name: "" } });
    return (
      <FormDrawer
        opened
        onClose={() => undefined}
        title="Edit"
        submitLabel="Save"
        form={form}
        source={source}
        onSubmit={() => Promise.resolve()}
      >
        fields
      </FormDrawer>
    );
  };
}

describe("a form that edits", () => {
  it("does not open before what it edits is there: what is typed would be overwritten", async () => {
    const Editing = editing({ data: undefined, error: null, refetch: () => undefined });
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
    showPage(editing({ data: undefined, error: new Unreachable(0), refetch: () => undefined }), "/domains");
    expect(await screen.findByRole("alert")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(screen.queryByText("fields")).toBeNull();
  });
});
