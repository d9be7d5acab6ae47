import { useEffect } from "react";

/** Forms that have what is not saved. */
const forms = new Set<symbol>();
/** Fields of a form that somebody typed into, while the page has them. */
const typedInto = new Set<HTMLInputElement | HTMLTextAreaElement>();

const isField = (target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

document.addEventListener(
  "input",
  ({ target }) => {
    if (isField(target) && target.closest("form") !== null) typedInto.add(target);
  },
  true,
);

/** Notes that a form has what is not saved, while it has. */
export function useUnsaved(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return undefined;
    const form = Symbol("form");
    forms.add(form);
    return () => void forms.delete(form);
  }, [unsaved]);
}

/** Whether something would be lost with the page. */
export function hasUnsaved(): boolean {
  for (const field of typedInto) if (!field.isConnected) typedInto.delete(field);
  return forms.size > 0 || [...typedInto].some((field) => field.value !== "");
}
