import { Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { isProblem } from "~/api/client";
import { useInterval, useLive } from "~/api/live";
import { Page } from "~/components/page";
import { AfterAWhile, ErrorState } from "~/components/states";
import { useSearchText } from "~/lib/url-state";

import { Begin } from "./begin";
import { Charts } from "./charts";
import { Counters } from "./counters";
import { Disk } from "./disk";
import { SystemFacts } from "./facts";
import { Load } from "./load";
import { serviceNames, servicesQuery, systemQuery, withSample, type ServiceName } from "./queries";
import { ServiceLog } from "./service-log";
import { Services } from "./services";
import { Traffic } from "./traffic";
import classes from "./home.module.css";

export function Home() {
  const { t } = useTranslation("home");
  const [search, change] = useSearchText();
  const cache = useQueryClient();
  // The parts of the disk are counted now and then and are no news of the stream.
  const systemInterval = useInterval(3_000, 30_000);
  const system = useQuery({
    ...systemQuery,
    refetchInterval: ({ state }) => (state.data?.disk_parts === null ? 3_000 : systemInterval),
  });
  const services = useQuery({ ...servicesQuery, refetchInterval: useInterval(5_000) });
  useLive("system", (sample) => {
    cache.setQueryData(systemQuery.queryKey, (status) => status && withSample(status, sample));
  });
  useLive("services", (list) => {
    cache.setQueryData(servicesQuery.queryKey, list);
  });
  const logOf = serviceNames.find((name) => name === search["log"]);
  const showLog = (name: ServiceName) => {
    change({ log: name });
  };
  return (
    <Page title={t("title")} lead={t("lead")}>
      <div className={classes.home}>
        <Begin />
        <Counters />
        {system.data !== undefined ? (
          <div className={classes.system}>
            <section className={classes.card} aria-label={t("system.title")}>
              <SystemFacts status={system.data} asOf={system.dataUpdatedAt} />
            </section>
            <section className={classes.card} aria-label={t("load.title")}>
              <div className={classes.gauges}>
                <Load status={system.data} />
                <Disk status={system.data} agentIsAway={isProblem(services.error, "agent.unreachable")} />
              </div>
            </section>
          </div>
        ) : system.isError ? (
          <section className={classes.card} aria-label={t("system.title")}>
            <ErrorState error={system.error} onRetry={() => void system.refetch()} />
          </section>
        ) : (
          <AfterAWhile>
            <div className={classes.system} role="status" aria-label={t("loading")}>
              <Skeleton height={280} radius="md" />
              <Skeleton height={280} radius="md" />
            </div>
          </AfterAWhile>
        )}
        <Charts />
        <Traffic />
        <Services found={services} logOf={logOf} onLog={showLog} />
        <ServiceLog shown={logOf} onShow={showLog} />
      </div>
    </Page>
  );
}
