import type { UseFormReturnType } from "@mantine/form";
import { useEffect, useRef } from "react";

/** Fills a form once with what is to be edited: what the server sends later must not overwrite what is typed. */
export function useFill<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  start: Values | undefined,
): void {
  const filled = useRef(false);
  useEffect(() => {
    if (start === undefined || filled.current) return;
    filled.current = true;
    form.setInitialValues(start);
    form.setValues(start);
    form.resetDirty(start);
  }, [form, start]);
}
