/** Steps between the marks of a time line, in seconds: those that people count in. */
const timeSteps = [60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400] as const;

const day = 86_400;

/** Round values from 0 to the top of a scale that holds `largest`: three or four of them. */
export function valueMarks(largest: number): number[] {
  // Nothing is counted in halves, and four messages shall not look like a flood.
  const wanted = Math.max(4, largest) / 3;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= wanted) ?? 10 * power;
  const count = Math.ceil(Math.max(4, largest) / step);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

/** Where the marks of a time line stand: at round times of the day here, at most `most` of them. */
export function timeMarks(from: number, until: number, most: number): number[] {
  const step = timeSteps.find((one) => (until - from) / one <= most) ?? day;
  const midnight = new Date(from * 1000).setHours(0, 0, 0, 0) / 1000;
  const marks: number[] = [];
  if (step === day) {
    // Days that are shorter or longer by an hour begin at midnight all the same.
    const each = new Date(midnight * 1000);
    while (each.getTime() / 1000 <= until) {
      if (each.getTime() / 1000 >= from) marks.push(each.getTime() / 1000);
      each.setDate(each.getDate() + 1);
    }
    return marks;
  }
  for (let at = midnight + Math.ceil((from - midnight) / step) * step; at <= until; at += step) marks.push(at);
  return marks;
}

/** The place of the time that is nearest to one; times rise. */
export function nearest(times: readonly number[], wanted: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const after = times[low] ?? 0;
  const before = times[low - 1];
  return before !== undefined && wanted - before < after - wanted ? low - 1 : low;
}
