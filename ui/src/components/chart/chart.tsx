import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ChartSeries } from "./series";
import classes from "./chart.module.css";

interface Props {
  title: string;
  kind: "area" | "bars";
  /** Seconds since 1970, rising. */
  times: readonly number[];
  /** Several are stacked, the first at the bottom. */
  series: readonly ChartSeries[];
  write: (value: number) => string;
  writeTime: (seconds: number) => string;
  /** The top of the scale; without it, the largest value. */
  top?: number;
  from: number;
  until: number;
}

/** Values over time, with the exact ones under the pointer, and as a table for who reads. */
export function Chart({ title, kind, times, series, write, writeTime, top, from, until }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const shown = at !== null && at < times.length ? at : times.length - 1;

  useEffect(() => {
    const element = box.current;
    if (element === null || asTable) return undefined;
    let stop: (() => void) | undefined;
    let gone = false;
    // The drawing part is larger than the page around it, which does not wait for it.
    import("./plot")
      .then(({ draw }) => {
        if (!gone) stop = draw(element, { kind, times, series, write, writeTime, top, from, until, onPoint: setAt });
      })
      .catch(() => {
        // It did not arrive; the values are the same as a table.
        setAsTable(true);
      });
    return () => {
      gone = true;
      stop?.();
    };
  }, [asTable, kind, times, series, write, writeTime, top, from, until]);

  const value = (index: number, of: ChartSeries) => {
    const one = of.values[index];
    return one === null || one === undefined ? "—" : write(one);
  };
  return (
    <figure className={classes.chart} aria-label={title}>
      <figcaption className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className={classes.readout}>
          {times[shown] !== undefined && <span className={classes.time}>{writeTime(times[shown])}</span>}
          {series.map((one) => (
            <span key={one.name} className={series.length > 1 ? classes.key : undefined} data-color={one.color}>
              {series.length > 1 ? `${one.name} ` : ""}
              <strong>{value(shown, one)}</strong>
            </span>
          ))}
        </span>
        <button
          type="button"
          className={classes.toggle}
          aria-pressed={asTable}
          aria-label={t("chart.tableOf", { title })}
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          {asTable ? t("chart.chart") : t("chart.table")}
        </button>
      </figcaption>
      {asTable ? (
        <div className={classes.tableBox} tabIndex={0} role="region" aria-label={title}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("chart.time")}</th>
                {series.map((one) => (
                  <th key={one.name} scope="col">
                    {one.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times
                .map((time, index) => (
                  <tr key={time}>
                    <th scope="row">{writeTime(time)}</th>
                    {series.map((one) => (
                      <td key={one.name}>{value(index, one)}</td>
                    ))}
                  </tr>
                ))
                .reverse()}
            </tbody>
          </table>
        </div>
      ) : (
        <div ref={box} className={classes.plot} aria-hidden="true" />
      )}
    </figure>
  );
}
