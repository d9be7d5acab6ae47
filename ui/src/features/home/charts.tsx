import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { Chart } from "~/components/chart/chart";
import type { ChartSeries } from "~/components/chart/series";
import { AfterAWhile, ErrorState } from "~/components/states";
import { useFormat } from "~/lib/format";
import { useSearchText } from "~/lib/url-state";

import { drawn, mailOf, one } from "./metrics";
import { metricsQuery, type MetricsRange } from "./queries";
import classes from "./home.module.css";

const ranges: readonly MetricsRange[] = ["hour", "day", "week"];

/** Processor, memory and mail over the last hour, day or week, as the server kept them. */
export function Charts() {
  const { t, i18n } = useTranslation("home");
  const format = useFormat();
  const [search, change] = useSearchText();
  const range = ranges.find((known) => known === search["range"]) ?? "hour";
  const found = useQuery({ ...metricsQuery(range), refetchInterval: range === "hour" ? 10_000 : 60_000 });
  const writers = useMemo(() => {
    const clock = new Intl.DateTimeFormat(i18n.language, {
      ...(range === "week" ? { weekday: "short" } : {}),
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    return {
      percent: (value: number) => format.percent(Math.round(value * 10) / 10),
      time: (seconds: number) => clock.format(new Date(seconds * 1000)),
    };
  }, [i18n.language, format, range]);
  const data = useMemo(() => {
    if (found.data === undefined) return undefined;
    const processor = drawn(found.data, "processor_percent");
    const memory = drawn(found.data, "memory_percent");
    const mail = mailOf(found.data);
    const mailSeries: ChartSeries[] = [
      { name: t("mail.in"), values: mail.incoming, color: 1 },
      { name: t("mail.out"), values: mail.outgoing, color: 2 },
      { name: t("mail.rejected"), values: mail.rejected, color: 3 },
    ];
    return {
      from: new Date(found.data.from).getTime() / 1000,
      until: new Date(found.data.until).getTime() / 1000,
      processor: { times: processor.times, series: one(t("processor.title"), processor.values) },
      memory: { times: memory.times, series: one(t("memory.title"), memory.values) },
      mail: { times: mail.times, series: mailSeries },
    };
  }, [found.data, t]);
  return (
    <section className={classes.panel} aria-labelledby="home-charts">
      <div className={classes.panelHead}>
        <h2 id="home-charts" className={classes.panelTitle}>
          {t("charts.title")}
        </h2>
        <div className={classes.logNames} role="group" aria-label={t("charts.range")}>
          {ranges.map((choice) => (
            <button
              key={choice}
              type="button"
              className={classes.logName}
              aria-pressed={choice === range}
              onClick={() => {
                change({ range: choice });
              }}
            >
              {t(`range.${choice}`)}
            </button>
          ))}
        </div>
      </div>
      {data === undefined ? (
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
            top={100}
            from={data.from}
            until={data.until}
          />
          <Chart
            title={range === "hour" ? t("mail.fiveMinutes") : t("mail.hourly")}
            kind="bars"
            times={data.mail.times}
            series={data.mail.series}
            write={format.number}
            writeTime={writers.time}
            from={data.from}
            until={data.until}
          />
        </div>
      )}
    </section>
  );
}
