import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { BulkAnswer } from "./types";
import classes from "./table.module.css";

export interface BulkResult {
  /** What the row is called. */
  name: string;
  error: BulkAnswer["results"][number]["error"];
}

/** What became of each row, those that were refused first. There may be 100,000; those in sight are in the page. */
export function BulkResults({ results }: { results: readonly BulkResult[] }) {
  const { t } = useTranslation();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const sorted = useMemo(
    () => [...results.filter(({ error }) => error !== null), ...results.filter(({ error }) => error === null)],
    [results],
  );
  const rows = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => (sorted[index]?.error === null ? 34 : 56),
    overscan: 5,
    useFlushSync: false,
  });
  return (
    <div ref={setScroller} className={classes.results} role="region" aria-label={t("bulk.results")} tabIndex={0}>
      <div role="list" style={{ position: "relative", height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const result = sorted[item.index];
          if (result === undefined) return null;
          return (
            <div
              key={item.key}
              ref={rows.measureElement}
              role="listitem"
              data-index={item.index}
              aria-setsize={sorted.length}
              aria-posinset={item.index + 1}
              className={classes.resultRow}
              style={{ transform: `translateY(${String(item.start)}px)` }}
            >
              {result.error === null ? (
                <IconCheck size={16} className={classes.done} aria-hidden />
              ) : (
                <IconAlertTriangle size={16} className={classes.failure} aria-hidden />
              )}
              <bdi>{result.name}</bdi>
              {result.error === null ? (
                <span className={classes.done}>{t("bulk.item.done")}</span>
              ) : (
                <span className={classes.failure}>{result.error.detail}</span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
