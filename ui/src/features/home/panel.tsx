import type { ReactNode, Ref } from "react";

import classes from "./panel.module.css";

interface Props {
  /** Of its heading, in the page. */
  id: string;
  title: string;
  /** Beside the heading. */
  tools?: ReactNode;
  ref?: Ref<HTMLElement>;
  children: ReactNode;
}

/** A part of Home with a heading of its own. */
export function Panel({ id, title, tools, ref, children }: Props) {
  return (
    <section ref={ref} className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {tools}
      </div>
      {children}
    </section>
  );
}
