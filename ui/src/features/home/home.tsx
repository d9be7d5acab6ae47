import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { isProblem } from "~/api/client";
import { useInterval, useLive } from "~/api/live";
import { Page } from "~/components/page";
import { ErrorState } from "~/components/states";
import { useSearchText } from "~/lib/url-state";

import { Charts } from "./charts";
import { Counters } from "./counters";
import { Disk } from "./disk";
import { SystemFacts } from "./facts";
import { Load } from "./load";
import { serviceNames, servicesQuery, systemQuery, unknownStatus, withSample, type ServiceName } from "./queries";
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
  // Every place is there from the first moment and only filled: nothing jumps.
  const status = system.data ?? unknownStatus;
  const logOf = serviceNames.find((name) => name === search["log"]);
  const showLog = (name: ServiceName) => {
    change({ log: name });
  };
  return (
    <Page title={t("title")} lead={t("lead")}>
      <div className={classes.home}>
        <Counters />
        {system.data !== undefined || !system.isError ? (
          <div className={classes.system} aria-busy={system.data === undefined}>
            <section className={classes.card} aria-label={t("system.title")}>
              <SystemFacts status={status} asOf={system.dataUpdatedAt} />
            </section>
            <section className={classes.card} aria-label={t("load.title")}>
              <div className={classes.gauges}>
                <Load status={status} />
                <Disk status={status} agentIsAway={isProblem(services.error, "agent.unreachable")} />
              </div>
            </section>
          </div>
        ) : (
          <section className={classes.card} aria-label={t("system.title")}>
            <ErrorState error={system.error} onRetry={() => void system.refetch()} />
          </section>
        )}
        <Charts />
        <Traffic />
        <Services found={services} logOf={logOf} onLog={showLog} />
        <ServiceLog shown={logOf} onShow={showLog} />
      </div>
    </Page>
  );
}
