import "uplot/dist/uPlot.min.css";

import uPlot from "uplot";

import { colorOf, stacked, type ChartSeries } from "./series";

const height = 150;

interface Drawing {
  kind: "area" | "bars";
  times: readonly number[];
  series: readonly ChartSeries[];
  write: (value: number) => string;
  writeTime: (seconds: number) => string;
  top: number | undefined;
  from: number;
  until: number;
  /** The place under the pointer, or null. */
  onPoint: (at: number | null) => void;
}

/** Draws a chart into an element, follows its size and the theme; returns how to take it away. */
export function draw(element: HTMLElement, drawing: Drawing): () => void {
  const { kind, times, series, write, writeTime, top, from, until, onPoint } = drawing;
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
            onPoint(self.cursor.idx ?? null);
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
}
