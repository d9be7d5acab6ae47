import { useMemo } from "react";

import { useFormat } from "~/lib/format";

/** How charts write percents and times; over some days the weekday tells more than the clock. */
export function useWriters(days: boolean) {
  const format = useFormat();
  return useMemo(() => {
    const clock = (seconds: number) => format.clock(new Date(seconds * 1000));
    const weekday = (seconds: number) => format.weekday(new Date(seconds * 1000));
    return {
      percent: (value: number) => format.percent(Math.round(value * 10) / 10),
      number: format.number,
      time: days ? (seconds: number) => `${weekday(seconds)} ${clock(seconds)}` : clock,
      mark: days ? weekday : clock,
    };
  }, [format, days]);
}
