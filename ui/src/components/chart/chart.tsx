import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { Plot, type Drawing } from "./plot";
import { nearest } from "./scale";
import type { ChartSeries } from "./series";
import classes from "./chart.module.css";

interface Props extends Omit<Drawing, "top" | "days" | "step" | "writeMark"> {
  title: string;
  writeTime: (seconds: number) => string;
  writeMark?: (seconds: number) => string;
  days?: boolean;
  step?: number;
  top?: number;
}

/** How far the larger keys go. */
const leap = 10;

/** Where a key leads in a row of so many values; undefined when it leads nowhere. */
function moved(key: string, at: number, count: number): number | undefined {
  const places: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - leap,
    PageUp: at + leap,
    Home: 0,
    End: count - 1,
  };
  const to = places[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}

/** How wide an element is, and becomes. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = () => {
      setWidth(element.clientWidth);
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => {
      resized.disconnect();
    };
  }, []);
  return { box, width };
}

/** Values over time, with the exact ones where the pointer or the arrow keys stand, and as a table for who reads. */
export function Chart(props: Props) {
  const { title, kind, times, series, write, writeTime, writeMark = writeTime, top, from, until } = props;
  const { days = false, step = 0 } = props;
  const { t } = useTranslation();
  // A time, not a place: new values come while somebody looks at one.
  const [pointed, setPointed] = useState<number | undefined>();
  const [asTable, setAsTable] = useState(false);
  const at = pointed === undefined || times.length === 0 ? undefined : nearest(times, pointed);
  const shown = at ?? times.length - 1;
  const drawing = useMemo(
    () => ({ kind, times, series, step, write, writeMark, days, top, from, until }),
    [kind, times, series, step, write, writeMark, days, top, from, until],
  );

  const value = (index: number, of: ChartSeries) => {
    const one = of.values[index];
    return one === null || one === undefined ? "—" : write(one);
  };
  const point = (place: number | undefined) => {
    setPointed(place === undefined ? undefined : times[place]);
  };
  const onKey = (event: KeyboardEvent) => {
    const to = moved(event.key, shown, times.length);
    if (event.key === "Escape") point(undefined);
    else if (to !== undefined && times.length > 0) point(to);
    else return;
    event.preventDefault();
  };
  const time = times[shown];
  const spoken =
    time === undefined
      ? t("chart.nothing")
      : [writeTime(time), ...series.map((one) => `${series.length > 1 ? `${one.name} ` : ""}${value(shown, one)}`)].join(", ");
  return (
    <figure className={classes.chart} aria-label={title}>
      <figcaption className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className={classes.readout}>
          {time !== undefined && <span className={classes.time}>{writeTime(time)}</span>}
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
                .map((one, index) => (
                  <tr key={one}>
                    <th scope="row">{writeTime(one)}</th>
                    {series.map((each) => (
                      <td key={each.name}>{value(index, each)}</td>
                    ))}
                  </tr>
                ))
                .reverse()}
            </tbody>
          </table>
        </div>
      ) : (
        <Stage
          title={title}
          drawing={drawing}
          at={at}
          now={Math.max(0, shown)}
          spoken={spoken}
          onPoint={point}
          onKey={onKey}
        />
      )}
    </figure>
  );
}

interface StageProps {
  title: string;
  drawing: Drawing;
  at: number | undefined;
  /** The place whose values are told. */
  now: number;
  spoken: string;
  onPoint: (at: number | undefined) => void;
  onKey: (event: KeyboardEvent) => void;
}

/** The drawing, and how the keyboard moves over it: as over a slider, whose value is what stands at a place. */
function Stage({ title, drawing, at, now, spoken, onPoint, onKey }: StageProps) {
  const { box, width } = useWidth();
  return (
    <div
      ref={box}
      className={classes.plot}
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, drawing.times.length - 1)}
      aria-valuenow={now}
      aria-valuetext={spoken}
      onKeyDown={onKey}
      onBlur={() => {
        onPoint(undefined);
      }}
    >
      {width > 0 && <Plot drawing={drawing} width={width} at={at} onPoint={onPoint} />}
    </div>
  );
}
