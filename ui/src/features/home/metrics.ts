import type { Schema } from "~/api/schema";
import { withGaps, type ChartSeries } from "~/components/chart/series";

type Series = Schema["MetricsSeries"];
type Point = Schema["MetricsPoint"];

const secondsOf = (iso: string) => new Date(iso).getTime() / 1000;

export interface Drawn {
  times: number[];
  values: (number | null)[];
}

/** One figure over time, with a gap where nothing is known. */
export function drawn({ points, step_seconds }: Series, figure: "processor_percent" | "memory_percent"): Drawn {
  const filled = withGaps(points, (point) => secondsOf(point.time), step_seconds);
  return {
    times: filled.map((point) => ("gap" in point ? point.gap : secondsOf(point.time))),
    values: filled.map((point) => ("gap" in point ? null : point[figure])),
  };
}

export interface Mail {
  times: number[];
  incoming: number[];
  outgoing: number[];
  rejected: number[];
}

/** Mail in steps that can be told apart: five minutes of an hour, hours of all else. */
export function mailOf({ points, range }: Series): Mail {
  const step = range === "hour" ? 300 : 3600;
  const buckets = new Map<number, Point["mail"][]>();
  for (const point of points) {
    const start = Math.floor(secondsOf(point.time) / step) * step;
    buckets.set(start, [...(buckets.get(start) ?? []), point.mail]);
  }
  const times = [...buckets.keys()].sort((a, b) => a - b);
  const sum = (figure: "received" | "sent" | "rejected") =>
    times.map((time) => (buckets.get(time) ?? []).reduce((total, mail) => total + mail[figure], 0));
  return { times, incoming: sum("received"), outgoing: sum("sent"), rejected: sum("rejected") };
}

export const one = (name: string, values: (number | null)[]): ChartSeries[] => [{ name, values, color: 1 }];
