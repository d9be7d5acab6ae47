import type { ReactNode } from "react";

import { useTitle } from "~/lib/page-title";

import classes from "./page.module.css";

interface Props {
  title: string;
  /** One sentence that says what this page is for. */
  lead?: ReactNode;
  /** The primary action, at the right. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The inner frame of every page: what it is, what to do here, then the content. */
export function Page({ title, lead, actions, children }: Props) {
  useTitle(title);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h1 className={classes.title}>{title}</h1>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
