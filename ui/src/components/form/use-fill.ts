import type { UseFormReturnType } from "@mantine/form";
import { useEffect, useMemo, useRef } from "react";

/** The version of what a form was filled with, for If-Match. */
interface Filled {
  /** "*" for something new. */
  tag: () => string;
  /** From here on it is changed over this version: somebody was shown it. */
  over: (tag: string) => void;
}

/**
 * Fills a form each time that it is opened, once, when what it starts from is there (undefined while it is closed).
 * What somebody typed before that stays, and counts as typed. What the server sends later must not overwrite what
 * somebody is typing, and its tag is not taken either, so that a change of somebody else in between is told when it is
 * saved.
 */
export function useFill<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  start: Values | undefined,
  tag = "*",
): Filled {
  const filled = useRef(false);
  const kept = useRef("*");
  useEffect(() => {
    const isNew = start !== undefined && !filled.current;
    filled.current = start !== undefined;
    if (!isNew) return;
    kept.current = tag;
    const typed = Object.entries(form.getValues()).filter(([field]) => form.isDirty(field));
    form.setInitialValues(start);
    form.resetDirty(start);
    form.setValues({ ...start, ...Object.fromEntries(typed) });
  });
  return useMemo(
    () => ({
      tag: () => kept.current,
      over: (newer) => {
        kept.current = newer;
      },
    }),
    [],
  );
}
