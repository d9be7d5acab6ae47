import type { Schema } from "~/api/schema";
import { withGaps, type ChartSeries } from "~/components/chart/series";

type Series = Schema["MetricsSeries"];
type Sample = Schema["SystemSample"];
type Point = Schema["MetricsPoint"];

export const secondsOf = (iso: string) => new Date(iso).getTime() / 1000;

/** What was kept, and behind it what the machine said since: the end of the line is now. */
export function withLive(series: Series, samples: readonly Sample[]): Series {
  const last = series.points[series.points.length - 1];
  const kept = last === undefined ? secondsOf(series.from) : secondsOf(last.time);
  const newer = samples.filter(({ time }) => secondsOf(time) > kept);
  const now = newer[newer.length - 1];
  if (now === undefined) return series;
  const passed = Math.max(0, secondsOf(now.time) - secondsOf(series.until));
  return {
    ...series,
    from: later(series.from, passed),
    until: later(series.until, passed),
    points: [...series.points, ...newer.map((sample) => ({ ...sample, mail: series.mail }))],
  };
}

const later = (iso: string, seconds: number) => new Date((secondsOf(iso) + seconds) * 1000).toISOString();

export interface Drawn {
  times: number[];
  values: (number | null)[];
}

const lengths = { hour: 3_600, day: 86_400, week: 7 * 86_400 };
const noMail: Point["mail"] = { received: 0, submitted: 0, delivered: 0, sent: 0, rejected: 0, deferred: 0, bounced: 0, junk: 0 };

/** What is drawn until the server answers: the time, and no points. */
export function nothingOf(range: Series["range"]): Series {
  const until = new Date().toISOString();
  return { range, step_seconds: 1, from: later(until, -lengths[range]), until, points: [], mail: noMail };
}

/** One figure over time, with a gap where nothing is known. */
export function drawn({ points, step_seconds }: Series, figure: "processor_percent" | "memory_percent"): Drawn {
  const filled = withGaps(points, (point) => secondsOf(point.time), step_seconds);
  return {
    times: filled.map((point) => ("gap" in point ? point.gap : secondsOf(point.time))),
    values: filled.map((point) => ("gap" in point ? null : point[figure])),
  };
}

/** Seconds of a bar of the mail chart. */
export const hour = 3600;

export interface Mail {
  from: number;
  until: number;
  times: number[];
  incoming: number[];
  outgoing: number[];
  rejected: number[];
}

/** Mail by the hour; what people here write to each other goes out and comes in like any other. */
export function mailOf({ points, from, until }: Series): Mail {
  const hours = new Map<number, Point["mail"][]>();
  for (const point of points) {
    const start = Math.floor(secondsOf(point.time) / hour) * hour;
    hours.set(start, [...(hours.get(start) ?? []), point.mail]);
  }
  const times = [...hours.keys()].sort((a, b) => a - b);
  const sum = (figure: "delivered" | "submitted" | "rejected") =>
    times.map((time) => (hours.get(time) ?? []).reduce((total, mail) => total + mail[figure], 0));
  return {
    // The first and the last are shown whole.
    from: Math.floor(secondsOf(from) / hour) * hour,
    until: Math.ceil(secondsOf(until) / hour) * hour,
    times,
    incoming: sum("delivered"),
    outgoing: sum("submitted"),
    rejected: sum("rejected"),
  };
}

export const one = (name: string, values: (number | null)[]): ChartSeries[] => [{ name, values, color: 1 }];
