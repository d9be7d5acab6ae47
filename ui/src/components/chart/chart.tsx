import "uplot/dist/uPlot.min.css";

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";

import { colorOf, stacked, type ChartSeries } from "./series";
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

const height = 150;

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
    // The largest sum is drawn first and the smaller ones over it.
    const sums = stacked(series);
    const layers = sums.map((values, index) => ({ values, color: series[index]?.color ?? 1 })).reverse();
    const axis: uPlot.Axis = {
      stroke: () => colorOf("--text-3"),
      font: "11px 'Inter Variable', sans-serif",
      grid: { stroke: () => colorOf("--border-1"), width: 1 },
      ticks: { show: false },
    };
    const bars = kind === "bars" ? uPlot.paths.bars?.({ size: [0.7, 40] }) : undefined;
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false, points: { show: kind === "area" }, drag: { x: false, y: false } },
        scales: {
          x: { time: true, range: () => [from, until] },
          y: { range: (_plot, _low, high) => [0, top ?? Math.max(4, high * 1.1)] },
        },
        axes: [
          { ...axis, grid: { show: false }, size: 28, space: 70, values: (_plot, splits) => splits.map(writeTime) },
          { ...axis, size: 46, space: 36, values: (_plot, splits) => splits.map(write) },
        ],
        series: [
          {},
          ...layers.map(
            ({ color }): uPlot.Series => ({
              stroke: () => colorOf(`--chart-${String(color)}`),
              fill: () => colorOf(kind === "area" ? `--chart-${String(color)}-soft` : `--chart-${String(color)}`),
              width: kind === "area" ? 1.5 : 0,
              points: { show: false },
              ...(bars === undefined ? {} : { paths: bars }),
            }),
          ),
        ],
        hooks: {
          setCursor: [
            (self) => {
              setAt(self.cursor.idx ?? null);
            },
          ],
        },
      },
      [[...times], ...layers.map(({ values }) => values)],
      element,
    );
    const resize = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height });
    });
    resize.observe(element);
    // Colours are read when it is drawn: another theme is another drawing.
    const theme = new MutationObserver(() => {
      plot.redraw(false);
    });
    theme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => {
      resize.disconnect();
      theme.disconnect();
      plot.destroy();
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
