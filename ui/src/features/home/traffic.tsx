import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { Chart } from "~/components/chart/chart";
import type { ChartSeries } from "~/components/chart/series";
import { useSearchText } from "~/lib/url-state";

import { ChartPanel } from "./chart-panel";
import { hour, mailOf, nothingOf } from "./metrics";
import { metricsQuery } from "./queries";
import { useWriters } from "./use-writers";

const ranges = ["day", "week"] as const;

/** Mail in, out and rejected, by the hour. */
export function Traffic() {
  const { t } = useTranslation("home");
  const [search] = useSearchText();
  const range = ranges.find((known) => known === search["mail"]) ?? "day";
  const found = useQuery({ ...metricsQuery(range), refetchInterval: 60_000 });
  const writers = useWriters(range === "week");
  const mail = useMemo(() => mailOf(found.data ?? nothingOf(range)), [found.data, range]);
  const series = useMemo(
    (): ChartSeries[] => [
      { name: t("mail.in"), values: mail.incoming, color: 1 },
      { name: t("mail.out"), values: mail.outgoing, color: 2 },
      { name: t("mail.rejected"), values: mail.rejected, color: 3 },
    ],
    [mail, t],
  );
  return (
    <ChartPanel id="mail" title={t("traffic.title")} ranges={ranges} range={range} found={found}>
      <Chart
        title={t("mail.hourly")}
        kind="bars"
        times={mail.times}
        series={series}
        step={hour}
        write={writers.number}
        writeTime={writers.time}
        writeMark={writers.mark}
        days={range === "week"}
        from={mail.from}
        until={mail.until}
      />
    </ChartPanel>
  );
}
