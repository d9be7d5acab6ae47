import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Page } from "~/components/page";
import { AfterAWhile, ErrorState } from "~/components/states";
import { useSearchText } from "~/lib/url-state";

import { Counters } from "./counters";
import { Disk } from "./disk";
import { SystemFacts } from "./facts";
import { Load } from "./load";
import { servicesQuery, systemQuery, type ServiceName } from "./queries";
import { ServiceLog } from "./service-log";
import { Services } from "./services";
import classes from "./home.module.css";

const serviceNames: readonly ServiceName[] = ["postfix", "dovecot", "rspamd", "redis", "directory", "api", "agent"];

export function Home() {
  const { t } = useTranslation("home");
  const [search, change] = useSearchText();
  const system = useQuery({ ...systemQuery, refetchInterval: 3_000 });
  const services = useQuery({ ...servicesQuery, refetchInterval: 5_000 });
  const logOf = serviceNames.find((name) => name === search["log"]);
  const showLog = (name: ServiceName) => {
    change({ log: name });
  };
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
    >
      <div className={classes.home}>
        <Counters />
        {system.data !== undefined ? (
          <div className={classes.system}>
            <section className={classes.card} aria-label={t("system.title")}>
              <SystemFacts status={system.data} asOf={system.dataUpdatedAt} />
            </section>
            <section className={classes.card} aria-label={t("load.title")}>
              <div className={classes.gauges}>
                <Load status={system.data} />
                <Disk status={system.data} />
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
        <Services found={services} logOf={logOf} onLog={showLog} />
        <ServiceLog names={serviceNames} shown={logOf} onShow={showLog} />
      </div>
    </Page>
  );
}
