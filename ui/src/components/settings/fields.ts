import type { UseFormReturnType } from "@mantine/form";

type Bound = ReturnType<UseFormReturnType<Record<string, unknown>>["getInputProps"]>;

/** How a form binds one of its fields; "checkbox" for what is on or off. */
export type Bind<Values> = (field: keyof Values & string, type?: "input" | "checkbox") => Bound;

/** The message on a field, for parts that take none but text. */
export function errorOf({ error }: Bound): { error?: string } {
  return typeof error === "string" ? { error } : {};
}
