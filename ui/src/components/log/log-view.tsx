import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import classes from "./log.module.css";

export interface LogViewLine {
  id: string;
  time: string | null;
  level: "debug" | "info" | "warning" | "error" | null;
  program: string;
  message: string;
}

interface Props {
  /** What the log is of, for who cannot see it. */
  label: string;
  lines: readonly LogViewLine[];
  /** Stays at the newest line. */
  following: boolean;
  /** Somebody scrolled away from the newest line, to read. */
  onLeave: () => void;
  /** Somebody came near the oldest line; what is before it is wanted. */
  onTop: () => void;
}

/** How far from the end still counts as the end, in pixels. */
const nearEnd = 40;
const nearTop = 200;

/** Lines of a log, the newest last; only those in sight are in the page. */
export function LogView({ label, lines, following, onLeave, onTop }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 22,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
    getItemKey: (index) => lines[index]?.id ?? index,
  });
  const height = rows.getTotalSize();
  const newest = lines[lines.length - 1]?.id;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (following && element !== null) element.scrollTop = element.scrollHeight;
  }, [following, newest, height]);

  const oldest = lines[0]?.id;
  const before = useRef({ oldest, height });
  useLayoutEffect(() => {
    const element = scroller.current;
    const was = before.current;
    before.current = { oldest, height };
    // Older lines above: what somebody reads stays where it is.
    if (!following && element !== null && oldest !== was.oldest && height > was.height) {
      element.scrollTop += height - was.height;
      lastTop.current = element.scrollTop;
    }
  }, [following, oldest, height]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const watch = () => {
      const up = element.scrollTop < lastTop.current;
      lastTop.current = element.scrollTop;
      if (following && up && element.scrollHeight - element.clientHeight - element.scrollTop > nearEnd) onLeave();
      if ((up || !following) && element.scrollTop < nearTop) onTop();
    };
    element.addEventListener("scroll", watch, { passive: true });
    return () => {
      element.removeEventListener("scroll", watch);
    };
  }, [following, onLeave, onTop]);

  return (
    <div ref={scroller} className={classes.scroller} role="region" aria-label={label} tabIndex={0}>
      <div className={classes.lines} style={{ height: `${String(height)}px` }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          return (
            <div
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              data-level={line.level ?? undefined}
              className={classes.line}
              style={{ transform: `translateY(${String(item.start)}px)` }}
            >
              <span className={classes.time} title={line.time === null ? undefined : format.dateTime(line.time)}>
                {line.time === null ? "" : format.stamp(line.time)}
              </span>
              <bdi className={classes.program} title={line.program}>
                {line.program}
              </bdi>
              <span className={classes.message}>
                {line.level !== null && line.level !== "info" && (
                  <span className={classes.level}>{t(`log.level.${line.level}`)}</span>
                )}
                <bdi>{line.message}</bdi>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
