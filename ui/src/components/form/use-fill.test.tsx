import { useForm } from "@mantine/form";
import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";

import { useFill } from "./use-fill";

interface Read {
  name: string;
  tag: string;
}

it("fills once for each opening, and keeps the tag of what it was filled with", () => {
  const { result, rerender } = renderHook(
    ({ read }: { read: Read | undefined }) => {
      const form = useForm({ mode: "controlled", initialValues: { name: "" } });
      return { form, filled: useFill(form, read && { name: read.name }, read?.tag) };
    },
    { initialProps: { read: undefined as Read | undefined } },
  );
  expect(result.current.form.values.name).toBe("");
  rerender({ read: { name: "first", tag: "1" } });
  expect(result.current.form.values.name).toBe("first");
  expect(result.current.form.isDirty()).toBe(false);
  act(() => {
    result.current.form.setFieldValue("name", "typed");
  });
  rerender({ read: { name: "somebody else's", tag: "2" } });
  expect(result.current.form.values.name).toBe("typed");
  expect(result.current.filled.tag()).toBe("1");
  rerender({ read: undefined });
  act(() => {
    result.current.form.reset();
  });
  rerender({ read: { name: "opened again", tag: "2" } });
  expect(result.current.form.values.name).toBe("opened again");
  expect(result.current.filled.tag()).toBe("2");
});

it("keeps what was typed before there was something to fill with, as typed", () => {
  const { result, rerender } = renderHook(
    ({ read }: { read: { name: string; size: number } | undefined }) => {
      const form = useForm({ mode: "controlled", initialValues: { name: "", size: 1 } });
      useFill(form, read);
      return form;
    },
    { initialProps: { read: undefined as { name: string; size: number } | undefined } },
  );
  act(() => {
    result.current.setFieldValue("name", "typed");
  });
  rerender({ read: { name: "", size: 5 } });
  expect(result.current.values).toEqual({ name: "typed", size: 5 });
  expect(result.current.isDirty()).toBe(true);
  expect(result.current.isDirty("size")).toBe(false);
});
