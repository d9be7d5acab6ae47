import type { ReactNode } from "react";

import classes from "./figures.module.css";

/** What a thing is like at a glance, below its name: the same on each of its tabs. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className={classes.figures}>{children}</dl>;
}

interface FigureProps {
  name: string;
  /** Has a bar, which needs room. */
  wide?: boolean;
  children: ReactNode;
}

export function Figure({ name, wide = false, children }: FigureProps) {
  return (
    <div className={wide ? classes.wide : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
