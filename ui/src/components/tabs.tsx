import type { ReactNode } from "react";

import { useSearchText } from "~/lib/url-state";

import classes from "./tabs.module.css";

export interface TabEntry {
  /** Its name in the page's address; that of the first is left out there. */
  id: string;
  label: string;
  content: () => ReactNode;
}

/** The parts of a detail page, each with an address of its own: `?tab=changes`. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly TabEntry[] }) {
  const [search, change] = useSearchText();
  const current = tabs.find((tab) => tab.id === search["tab"]) ?? tabs[0];
  if (current === undefined) return null;
  return (
    <>
      <nav className={classes.tabs} aria-label={label}>
        {tabs.map((tab, i) => {
          const id = i === 0 ? undefined : tab.id;
          return (
            <a
              key={tab.id}
              href={id === undefined ? "?" : `?tab=${id}`}
              aria-current={tab === current ? "page" : undefined}
              className={classes.tab}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                change({ tab: id, q: undefined, sort: undefined, at: undefined }, "push");
              }}
            >
              {tab.label}
            </a>
          );
        })}
      </nav>
      {current.content()}
    </>
  );
}
