import { useEffect, useSyncExternalStore } from "react";

let shown = "";
const watchers = new Set<() => void>();

function show(title: string): void {
  shown = title;
  for (const watch of watchers) watch();
}

function subscribe(watch: () => void): () => void {
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

/** Names the page that is shown: in the browser's tab, and for who asks with `usePageTitle`. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · MailApp`;
    show(title);
    return () => {
      show("");
    };
  }, [title]);
}

/** What the page is called that is shown; "" while it is on its way. */
export const usePageTitle = (): string => useSyncExternalStore(subscribe, () => shown);
