import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useInterval } from "~/api/live";
import { Chart } from "~/components/chart/chart";
import { useSearchText } from "~/lib/url-state";

import { ChartPanel } from "./chart-panel";
import { drawn, nothingOf, one, secondsOf, withLive } from "./metrics";
import { metricsQuery, type MetricsRange } from "./queries";
import { useSamples } from "./use-samples";
import { useWriters } from "./use-writers";

const ranges: readonly MetricsRange[] = ["hour", "day", "week"];
const figures = ["processor", "memory"] as const;

/** Processor and memory over the last hour, day or week, as the server kept them. */
export function Charts() {
  const { t } = useTranslation("home");
  const [search] = useSearchText();
  const range = ranges.find((known) => known === search["range"]) ?? "hour";
  const alone = useInterval(10_000, 20_000);
  const found = useQuery({ ...metricsQuery(range), refetchInterval: range === "hour" ? alone : 60_000 });
  const samples = useSamples();
  const writers = useWriters(range === "week");
  const data = useMemo(() => {
    const known = found.data === undefined ? nothingOf(range) : withLive(found.data, samples);
    const chart = (figure: (typeof figures)[number]) => {
      const { times, values } = drawn(known, `${figure}_percent`);
      return { times, series: one(t(`${figure}.title`), values) };
    };
    return {
      from: secondsOf(known.from),
      until: secondsOf(known.until),
      processor: chart("processor"),
      memory: chart("memory"),
    };
  }, [found.data, range, samples, t]);
  return (
    <ChartPanel id="range" title={t("charts.title")} ranges={ranges} range={range} found={found}>
      {figures.map((figure) => (
        <Chart
          key={figure}
          title={t(`${figure}.title`)}
          kind="area"
          times={data[figure].times}
          series={data[figure].series}
          write={writers.percent}
          writeTime={writers.time}
          writeMark={writers.mark}
          days={range === "week"}
          top={100}
          from={data.from}
          until={data.until}
        />
      ))}
    </ChartPanel>
  );
}
