import { Popover } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useInterval, useLive } from "~/api/live";
import { useReachable } from "~/api/reach";
import { useErrorText } from "~/components/states";
import { StateDot, When } from "~/components/values";
import { useMay } from "~/lib/session";

import { Applied } from "./applied";
import { healthOf, type Health, type Reason } from "./health";
import { healthQuery, serviceNames } from "./queries";
import classes from "./health-badge.module.css";

const tones = { checking: "quiet", healthy: "positive", degraded: "caution", unknown: "caution" } as const;

/** Where a program's own words say more than the panel can. */
const inItsWords = new Set(["agent.unreachable", "service.failed", "apply.failing"]);

function Why({ reason }: { reason: Reason }) {
  const { t } = useTranslation("home");
  const service = serviceNames.find((name) => name === reason.subject);
  const name = service === undefined ? reason.subject : t(`service.${service}`);
  const said: Record<string, string> = {
    "agent.unreachable": t("agent.title"),
    "service.stopped": t("health.service.stopped", { name }),
    "service.failed": t("health.service.failed", { name }),
    "directory.not_answering": t("health.directory.not_answering"),
    "directory.behind": t("health.directory.behind"),
    "directory.replica_damaged": t("health.directory.replica_damaged"),
    "directory.replica_rebuilt": t("health.directory.replica_rebuilt"),
    "apply.failing": t("health.apply.failing"),
    "certificate.expired": t("health.certificate.expired"),
    "certificate.expires_soon": t("health.certificate.expires_soon"),
    "disk.nearly_full": t("health.disk.nearly_full"),
  };
  const title = said[reason.code];
  return (
    <>
      <StateDot tone={reason.code === "service.stopped" ? "caution" : "critical"}>{title ?? reason.detail}</StateDot>
      {inItsWords.has(reason.code) && reason.detail !== "" && <bdi className={classes.detail}>{reason.detail}</bdi>}
      {service !== undefined && (
        <Link to="/" search={{ log: service }}>
          {t("action.log", { name })}
        </Link>
      )}
    </>
  );
}

function Content({ health }: { health: Health }) {
  const { t } = useTranslation("home");
  const say = useErrorText();
  switch (health.kind) {
    case "checking":
      return <p className={classes.text}>{t("health.checking.text")}</p>;
    case "healthy":
      return (
        <p className={classes.text}>
          {t("health.healthy.text")} <When at={new Date(health.at).toISOString()} />
        </p>
      );
    case "degraded":
      return (
        <ul className={classes.reasons}>
          {health.reasons.map((reason) => (
            <li key={`${reason.code} ${reason.subject}`}>
              <Why reason={reason} />
            </li>
          ))}
        </ul>
      );
    case "unknown":
      return <p className={classes.text}>{say(health.error)}</p>;
  }
}

/** How the whole is, in the top bar of every page: one word, and the reasons behind it. */
export function HealthBadge() {
  const { t } = useTranslation("home");
  const may = useMay("system_read");
  const [opened, setOpened] = useState(false);
  const cache = useQueryClient();
  const reachable = useReachable();
  const found = useQuery({ ...healthQuery, enabled: may, refetchInterval: useInterval(5_000, 30_000) });
  useLive(may ? "health" : undefined, (health) => {
    cache.setQueryData(healthQuery.queryKey, health);
  });
  if (!may) return null;
  const health = healthOf(found, reachable);
  return (
    <>
      <Applied />
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width={340} shadow="md" trapFocus={opened}>
        <Popover.Target>
          <button
            type="button"
            className={classes.badge}
            data-kind={health.kind}
            aria-label={t("health.label", { state: t(`health.${health.kind}`) })}
            onClick={() => {
              setOpened(!opened);
            }}
          >
            <StateDot tone={tones[health.kind]}>
              <span className={classes.word}>{t(`health.${health.kind}`)}</span>
            </StateDot>
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <h2 className={classes.title}>{t(`health.${health.kind}.title`)}</h2>
          <Content health={health} />
          <Link
            to="/"
            className={classes.more}
            onClick={() => {
              setOpened(false);
            }}
          >
            {t("health.more")}
          </Link>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
