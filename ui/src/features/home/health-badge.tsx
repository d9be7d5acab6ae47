import { Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "~/components/states";
import { StateDot, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";

import { healthOf, type Health, type Reason } from "./health";
import { servicesQuery, systemQuery } from "./queries";
import classes from "./health-badge.module.css";

const tones = { checking: "quiet", healthy: "positive", degraded: "caution" } as const;

function Why({ reason }: { reason: Reason }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const say = useErrorText();
  switch (reason.kind) {
    case "service":
      return (
        <>
          <StateDot tone={reason.state === "failed" ? "critical" : "caution"}>
            {t(`health.service.${reason.state}`, { name: t(`service.${reason.name}`) })}
          </StateDot>
          {reason.detail !== "" && <bdi className={classes.detail}>{reason.detail}</bdi>}
          <Link to="/" search={{ log: reason.name }}>
            {t("action.log", { name: t(`service.${reason.name}`) })}
          </Link>
        </>
      );
    case "disk":
      return (
        <StateDot tone="critical">
          {t("health.disk", { percent: format.percent(reason.percent), free: format.bytes(reason.free) })}
        </StateDot>
      );
    case "agent":
      return <StateDot tone="critical">{t("agent.title")}</StateDot>;
    case "unread":
      return <StateDot tone="critical">{say(reason.error)}</StateDot>;
  }
}

function Content({ health }: { health: Health }) {
  const { t } = useTranslation("home");
  switch (health.kind) {
    case "checking":
      return <p className={classes.text}>{t("health.checking.text")}</p>;
    case "healthy":
      return (
        <p className={classes.text}>
          {t("health.healthy.text")} <When at={health.at} />
        </p>
      );
    case "degraded":
      return (
        <ul className={classes.reasons}>
          {health.reasons.map((reason) => (
            <li key={reason.kind === "service" ? reason.name : reason.kind}>
              <Why reason={reason} />
            </li>
          ))}
        </ul>
      );
  }
}

/** How the whole is, in the top bar of every page: one word, and the reasons behind it. */
export function HealthBadge() {
  const { t } = useTranslation("home");
  const may = useMay("system_read");
  const [opened, setOpened] = useState(false);
  const services = useQuery({ ...servicesQuery, enabled: may, refetchInterval: 10_000 });
  const system = useQuery({ ...systemQuery, enabled: may, refetchInterval: 10_000 });
  if (!may) return null;
  const health = healthOf(services, system);
  return (
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
  );
}
