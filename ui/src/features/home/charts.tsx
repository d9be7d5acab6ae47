import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useInterval } from "~/api/live";
import { Chart } from "~/components/chart/chart";
import type { ChartSeries } from "~/components/chart/series";
import { AfterAWhile, ErrorState } from "~/components/states";
import { useFormat } from "~/lib/format";
import { useSearchText } from "~/lib/url-state";

import { Choices } from "./choices";
import { drawn, mailOf, one, secondsOf, withLive } from "./metrics";
import { Panel } from "./panel";
import { metricsQuery, type MetricsRange } from "./queries";
import { useSamples } from "./use-samples";
import classes from "./charts.module.css";

const ranges: readonly MetricsRange[] = ["hour", "day", "week"];

/** Processor, memory and mail over the last hour, day or week, as the server kept them. */
export function Charts() {
  const { t } = useTranslation("home");
  const format = useFormat();
  const [search, change] = useSearchText();
  const range = ranges.find((known) => known === search["range"]) ?? "hour";
  const alone = useInterval(10_000, 20_000);
  const found = useQuery({ ...metricsQuery(range), refetchInterval: range === "hour" ? alone : 60_000 });
  const samples = useSamples();
  const writers = useMemo(() => {
    const clock = (seconds: number) => format.clock(new Date(seconds * 1000));
    const weekday = (seconds: number) => format.weekday(new Date(seconds * 1000));
    return {
      percent: (value: number) => format.percent(Math.round(value * 10) / 10),
      time: range === "week" ? (seconds: number) => `${weekday(seconds)} ${clock(seconds)}` : clock,
      mark: range === "week" ? weekday : clock,
    };
  }, [format, range]);
  const mail = useMemo(() => found.data && mailOf(found.data), [found.data]);
  const data = useMemo(() => {
    if (found.data === undefined) return undefined;
    const known = withLive(found.data, samples);
    const processor = drawn(known, "processor_percent");
    const memory = drawn(known, "memory_percent");
    return {
      from: secondsOf(known.from),
      until: secondsOf(known.until),
      processor: { times: processor.times, series: one(t("processor.title"), processor.values) },
      memory: { times: memory.times, series: one(t("memory.title"), memory.values) },
    };
  }, [found.data, samples, t]);
  const mailSeries = useMemo(
    (): ChartSeries[] =>
      mail === undefined
        ? []
        : [
            { name: t("mail.in"), values: mail.incoming, color: 1 },
            { name: t("mail.out"), values: mail.outgoing, color: 2 },
            { name: t("mail.rejected"), values: mail.rejected, color: 3 },
          ],
    [mail, t],
  );
  return (
    <Panel
      id="home-charts"
      title={t("charts.title")}
      tools={
        <Choices
          label={t("charts.range")}
          values={ranges}
          chosen={range}
          nameOf={(choice) => t(`range.${choice}`)}
          onChoose={(choice) => {
            change({ range: choice });
          }}
        />
      }
    >
      {data === undefined || mail === undefined ? (
        found.isError ? (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <AfterAWhile>
            <div className={classes.charts} role="status" aria-label={t("loading")}>
              <Skeleton height={180} />
              <Skeleton height={180} />
            </div>
          </AfterAWhile>
        )
      ) : (
        <div className={classes.charts}>
          <Chart
            title={t("processor.title")}
            kind="area"
            times={data.processor.times}
            series={data.processor.series}
            write={writers.percent}
            writeTime={writers.time}
            writeMark={writers.mark}
            days={range === "week"}
            top={100}
            from={data.from}
            until={data.until}
          />
          <Chart
            title={t("memory.title")}
            kind="area"
            times={data.memory.times}
            series={data.memory.series}
            write={writers.percent}
            writeTime={writers.time}
            writeMark={writers.mark}
            days={range === "week"}
            top={100}
            from={data.from}
            until={data.until}
          />
          <Chart
            title={range === "hour" ? t("mail.fiveMinutes") : t("mail.hourly")}
            kind="bars"
            times={mail.times}
            series={mailSeries}
            step={mail.step}
            write={format.number}
            writeTime={writers.time}
            writeMark={writers.mark}
            days={range === "week"}
            from={mail.from}
            until={mail.until}
          />
        </div>
      )}
    </Panel>
  );
}
