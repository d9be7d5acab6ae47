export interface ChartSeries {
  name: string;
  values: readonly (number | null)[];
  /** Which of the chart's shades. */
  color: 1 | 2 | 3;
}

/** Each series on top of those before it. */
export function stacked(series: readonly ChartSeries[]): (number | null)[][] {
  const sums: (number | null)[][] = [];
  for (const { values } of series) {
    const below = sums[sums.length - 1];
    sums.push(values.map((value, index) => (value === null ? null : value + (below?.[index] ?? 0))));
  }
  return sums;
}

/** Puts an empty place where more than a step is missing, so that no line is drawn over what is not known. */
export function withGaps<T>(points: readonly T[], timeOf: (point: T) => number, step: number): (T | { gap: number })[] {
  const filled: (T | { gap: number })[] = [];
  let before: number | undefined;
  for (const point of points) {
    const time = timeOf(point);
    if (before !== undefined && time - before > step * 1.5) filled.push({ gap: before + step });
    filled.push(point);
    before = time;
  }
  return filled;
}
