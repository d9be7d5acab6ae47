import { memo, type PointerEvent } from "react";

import { nearest, timeMarks, valueMarks } from "./scale";
import { stacked, type ChartSeries } from "./series";
import classes from "./chart.module.css";

export const plotHeight = 150;
/** Around the drawing: room for the words of its scales. */
const edge = { left: 44, right: 4, top: 10, bottom: 24 } as const;
const floor = plotHeight - edge.bottom;
/** Between two marks of the time line, at least. */
const markRoom = 72;

export interface Drawing {
  kind: "area" | "bars";
  /** Seconds since 1970, rising. */
  times: readonly number[];
  /** Several are stacked, the first at the bottom. */
  series: readonly ChartSeries[];
  /** Seconds that a bar stands for, from its time on. */
  step: number;
  write: (value: number) => string;
  /** A mark of the time line. */
  writeMark: (seconds: number) => string;
  /** Marks only where a day begins. */
  days: boolean;
  /** The top of the scale; without it, a round one above the largest value. */
  top: number | undefined;
  from: number;
  until: number;
}

interface Scales {
  x: (time: number) => number;
  y: (value: number) => number;
  sums: (number | null)[][];
  marks: number[];
  /** The middle of what stands at a place. */
  middle: (index: number) => number;
}

function scalesOf({ kind, times, series, step, top, from, until }: Drawing, width: number): Scales {
  const sums = stacked(series);
  const largest = Math.max(0, ...(sums[sums.length - 1] ?? []).map((sum) => sum ?? 0));
  const marks = top === undefined ? valueMarks(largest) : [0, top / 2, top];
  const highest = marks[marks.length - 1] ?? 1;
  const room = Math.max(1, width - edge.left - edge.right);
  const x = (time: number) => edge.left + ((time - from) / Math.max(1, until - from)) * room;
  const y = (value: number) => floor - (Math.min(value, highest) / highest) * (floor - edge.top);
  const middle = (index: number) => x((times[index] ?? from) + (kind === "bars" ? step / 2 : 0));
  return { x, y, sums, marks, middle };
}

const round = (value: number) => String(Math.round(value * 10) / 10);

/** The line of one series and what lies below it, in pieces where something is not known. */
function areaOf(times: readonly number[], values: readonly (number | null)[], { x, y }: Scales) {
  let line = "";
  let area = "";
  let begin: string | undefined;
  let end = "";
  times.forEach((time, index) => {
    const value = values[index];
    if (value === null || value === undefined) {
      if (begin !== undefined) area += `L${end},${String(floor)}Z`;
      begin = undefined;
      return;
    }
    end = round(x(time));
    const point = `${end},${round(y(value))}`;
    line += begin === undefined ? `M${point}` : `L${point}`;
    area += begin === undefined ? `M${end},${String(floor)}L${point}` : `L${point}`;
    begin ??= end;
  });
  if (begin !== undefined) area += `L${end},${String(floor)}Z`;
  return { line, area };
}

/** All but the crosshair: drawn anew only with other values. */
const Still = memo(function Still({ drawing, width }: { drawing: Drawing; width: number }) {
  const { kind, times, series, step, write, writeMark, days, from, until } = drawing;
  const scales = scalesOf(drawing, width);
  const { x, y, sums, marks } = scales;
  const bar = Math.max(1, Math.min(36, (x(from + step) - x(from)) * 0.72));
  const most = days ? 1 : Math.max(2, Math.floor((width - edge.left) / markRoom));
  return (
    <>
      {marks.map((mark) => (
        <g key={mark}>
          <line className={classes.grid} x1={edge.left} x2={width - edge.right} y1={y(mark)} y2={y(mark)} />
          <text className={classes.mark} x={edge.left - 8} y={y(mark) + 4} textAnchor="end">
            {write(mark)}
          </text>
        </g>
      ))}
      {timeMarks(from, until, most)
        // Half a word at an edge says nothing.
        .filter((mark) => x(mark) > edge.left + 12 && x(mark) < width - 20)
        .map((mark) => (
          <text key={mark} className={classes.mark} x={x(mark)} y={plotHeight - 6} textAnchor="middle">
            {writeMark(mark)}
          </text>
        ))}
      {kind === "area"
        ? series.map((one, index) => {
            const { line, area } = areaOf(times, sums[index] ?? [], scales);
            return (
              <g key={one.name} data-color={one.color}>
                <path className={classes.area} d={area} />
                <path className={classes.line} d={line} />
              </g>
            );
          })
        : series.map((one, index) => (
            <g key={one.name} data-color={one.color}>
              {times.map((time, place) => {
                const high = sums[index]?.[place] ?? 0;
                const low = sums[index - 1]?.[place] ?? 0;
                if (high <= low) return null;
                return (
                  <rect
                    key={time}
                    className={classes.bar}
                    x={round(scales.middle(place) - bar / 2)}
                    y={round(y(high))}
                    width={round(bar)}
                    height={round(y(low) - y(high))}
                  />
                );
              })}
            </g>
          ))}
    </>
  );
});

interface Props {
  drawing: Drawing;
  width: number;
  /** Where the crosshair stands; undefined for nowhere. */
  at: number | undefined;
  /** The place under the pointer, or undefined. */
  onPoint: (at: number | undefined) => void;
}

/** Values over time, drawn. What it shows is said by who shows it. */
export function Plot({ drawing, width, at, onPoint }: Props) {
  const { kind, times, series, step, from, until } = drawing;
  const scales = scalesOf(drawing, width);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const across = event.clientX - event.currentTarget.getBoundingClientRect().left - edge.left;
    const time = from + (across / Math.max(1, width - edge.left - edge.right)) * (until - from);
    onPoint(times.length === 0 ? undefined : nearest(times, kind === "bars" ? time - step / 2 : time));
  };
  return (
    <svg
      width={width}
      height={plotHeight}
      className={classes.drawing}
      aria-hidden="true"
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => {
        onPoint(undefined);
      }}
    >
      <Still drawing={drawing} width={width} />
      {at !== undefined && (
        <g>
          <line className={classes.cross} x1={scales.middle(at)} x2={scales.middle(at)} y1={edge.top} y2={floor} />
          {kind === "area" &&
            series.map((one, index) => {
              const value = scales.sums[index]?.[at];
              return value === null || value === undefined ? null : (
                <circle
                  key={one.name}
                  className={classes.dot}
                  data-color={one.color}
                  cx={scales.middle(at)}
                  cy={scales.y(value)}
                  r={4}
                />
              );
            })}
        </g>
      )}
    </svg>
  );
}
