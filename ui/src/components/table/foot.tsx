import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import { headHeight } from "./rows";
import classes from "./table.module.css";

interface Props {
  scroller: HTMLDivElement | null;
  rowHeight: number;
  /** Without one, the list is not there yet. */
  total: number | undefined;
  /** There are more than that. */
  more?: boolean;
}

/** Which rows are in sight, of how many. It alone follows every step of the scrolling. */
export function Foot({ scroller, rowHeight, total, more = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState({ from: 1, to: 1 });
  useEffect(() => {
    if (scroller === null) return undefined;
    const look = () => {
      const from = Math.floor(scroller.scrollTop / rowHeight) + 1;
      const to = Math.floor((scroller.scrollTop + Math.max(0, scroller.clientHeight - headHeight)) / rowHeight);
      setShown((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [scroller, rowHeight, total]);

  const words = () => {
    if (total === undefined) return "—";
    if (total === 0) return t("list.noneShown");
    const from = Math.min(total, shown.from);
    return t(more ? "list.showing.more" : "list.showing", {
      count: total,
      from: format.number(from),
      to: format.number(Math.max(from, Math.min(total, shown.to))),
      total: format.number(total),
    });
  };
  return (
    <div className={classes.foot}>
      <span role="status">{words()}</span>
    </div>
  );
}
