/** The dialog that Escape is for while it is pressed; undefined while it is not. */
let atEscape: Element | null | undefined;

const dialogs = '[role="dialog"][aria-modal="true"]';

/** The one that has the focus; one that is just going away may still lie above it. */
const meant = (target: EventTarget | null): Element | null =>
  (target instanceof Element ? target.closest(dialogs) : null) ?? [...document.querySelectorAll(dialogs)].at(-1) ?? null;

// Before the dialogs' own listeners: what closes first must not leave the key to the one below.
window.addEventListener(
  "keydown",
  ({ key, target }) => {
    if (key !== "Escape") return;
    atEscape = meant(target);
    setTimeout(() => {
      atEscape = undefined;
    });
  },
  true,
);

/** Whether a dialog may close now: Escape is for the topmost one alone. */
export const isTopmost = (dialog: Element | null): boolean =>
  atEscape == null || dialog === null || dialog.contains(atEscape);
