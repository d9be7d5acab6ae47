import { useSyncExternalStore, useEffect } from "react";

import { dialogOnDemand } from "~/components/on-demand";

const Dialog = dialogOnDemand<{ opened: boolean; onClose: () => void }>(
  async () => (await import("./shortcuts-dialog")).ShortcutsDialog,
);

let isOpen = false;
const watchers = new Set<() => void>();

function set(open: boolean): void {
  isOpen = open;
  for (const watch of watchers) watch();
}

export const openShortcuts = (): void => {
  set(true);
};

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}

/** Where somebody writes, "?" is a letter. */
const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));

/** What "?" opens: all that the keyboard can do. */
export function Shortcuts() {
  const opened = useSyncExternalStore(watch, () => isOpen);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
      event.preventDefault();
      set(true);
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
    };
  }, []);
  return (
    <Dialog
      opened={opened}
      onClose={() => {
        set(false);
      }}
    />
  );
}
