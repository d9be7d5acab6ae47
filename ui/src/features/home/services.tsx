import { ActionIcon, Tooltip } from "@mantine/core";
import { IconFileText, IconPlayerPlay, IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { isProblem } from "~/api/client";
import type { Schema } from "~/api/schema";
import { Confirm } from "~/components/confirm";
import { notifyDone, notifyFailed } from "~/components/notify";
import { ErrorState } from "~/components/states";
import { StateDot, When, type Tone } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";

import { Panel } from "./panel";
import { actOnService, serviceNames, servicesQuery, type Service, type ServiceAction, type ServiceName } from "./queries";
import classes from "./services.module.css";

const tones: Record<Service["state"], Tone> = {
  running: "positive",
  starting: "info",
  stopping: "info",
  stopped: "quiet",
  failed: "critical",
};

const icons = { start: IconPlayerPlay, stop: IconPlayerStop, restart: IconRefresh } as const;

type UnknownService = Omit<Service, "state"> & { state: undefined };

/** The rows until the server answers: their names and places are known. */
const unknown = serviceNames.map(
  (name): UnknownService => ({
    name,
    state: undefined,
    reason: "",
    since: null,
    memory: null,
    processor_percent: null,
    processes: null,
    restarts: null,
    actions: [],
  }),
);

interface Wanted {
  name: ServiceName;
  action: "stop" | "restart";
}

interface Props {
  found: UseQueryResult<Schema["ServiceList"]>;
  /** Whose log is open. */
  logOf: ServiceName | undefined;
  onLog: (name: ServiceName) => void;
}

/** The programs of the instance: how each is, what it takes, and what can be done with it. */
export function Services({ found, logOf, onLog }: Props) {
  const { t } = useTranslation(["home", "common"]);
  const format = useFormat();
  const cache = useQueryClient();
  const mayAct = useMay("system_write");
  const [wanted, setWanted] = useState<Wanted | undefined>();
  const [busy, setBusy] = useState<ServiceName | undefined>();

  const act = async (name: ServiceName, action: ServiceAction) => {
    setBusy(name);
    try {
      const now = await actOnService(name, action);
      cache.setQueryData(servicesQuery.queryKey, (list) =>
        list === undefined ? list : { ...list, items: list.items.map((one) => (one.name === name ? now : one)) },
      );
      notifyDone(t(`done.${action}`, { name: t(`service.${name}`) }));
    } finally {
      setBusy(undefined);
      void cache.invalidateQueries({ queryKey: servicesQuery.queryKey, exact: true });
    }
  };
  const press = (name: ServiceName, action: ServiceAction) => {
    // Starting harms nobody; what takes something away asks first.
    if (action === "start") act(name, action).catch(notifyFailed);
    else setWanted({ name, action });
  };

  const row = (service: Service | UnknownService) => (
    <tr key={service.name} aria-current={service.name === logOf ? "true" : undefined}>
      <th scope="row">
        <span className={classes.name}>{t(`service.${service.name}`)}</span>
        <span className={classes.role}>{t(`service.${service.name}.role`)}</span>
      </th>
      <td data-label={t("column.state")}>
        {service.state === undefined ? "—" : <StateDot tone={tones[service.state]}>{t(`state.${service.state}`)}</StateDot>}
        {service.reason !== "" && (
          <span className={classes.reason}>
            {t("reason.failed")} <bdi>{service.reason}</bdi>
          </span>
        )}
      </td>
      <td data-label={t("column.since")}>{service.since === null ? "—" : <When at={service.since} />}</td>
      <td data-label={t("column.memory")} className={classes.figure}>
        {service.memory === null ? "—" : format.bytes(service.memory)}
      </td>
      <td data-label={t("column.processor")} className={classes.figure}>
        {service.processor_percent === null ? "—" : format.percent(service.processor_percent)}
      </td>
      <td data-label={t("column.restarts")} className={classes.figure}>
        {service.restarts === null ? "—" : format.number(service.restarts)}
      </td>
      <td className={classes.actions}>
        {mayAct &&
          (["start", "restart", "stop"] as const)
            .filter((action) => service.actions.includes(action))
            .map((action) => {
              const Icon = icons[action];
              const label = t(`action.${action}`, { name: t(`service.${service.name}`) });
              return (
                <Tooltip key={action} label={label}>
                  <ActionIcon
                    aria-label={label}
                    loading={busy === service.name}
                    disabled={busy !== undefined}
                    onClick={() => {
                      press(service.name, action);
                    }}
                  >
                    <Icon size={16} />
                  </ActionIcon>
                </Tooltip>
              );
            })}
        <Tooltip label={t("action.log", { name: t(`service.${service.name}`) })}>
          <ActionIcon
            aria-label={t("action.log", { name: t(`service.${service.name}`) })}
            onClick={() => {
              onLog(service.name);
            }}
          >
            <IconFileText size={16} />
          </ActionIcon>
        </Tooltip>
      </td>
    </tr>
  );

  return (
    <Panel id="home-services" title={t("services.title")}>
      {found.isError && isProblem(found.error, "agent.unreachable") ? (
        <div className={classes.away} role="alert">
          <StateDot tone="critical">{t("agent.title")}</StateDot>
          <p>{t("agent.text")}</p>
        </div>
      ) : found.isError && found.data === undefined ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <table className={classes.services} aria-busy={found.data === undefined}>
          <thead>
            <tr>
              <th scope="col">{t("column.service")}</th>
              <th scope="col">{t("column.state")}</th>
              <th scope="col">{t("column.since")}</th>
              <th scope="col" className={classes.figure}>
                {t("column.memory")}
              </th>
              <th scope="col" className={classes.figure}>
                {t("column.processor")}
              </th>
              <th scope="col" className={classes.figure}>
                {t("column.restarts")}
              </th>
              <th scope="col" className={classes.figure}>
                {t("column.actions")}
              </th>
            </tr>
          </thead>
          <tbody>{(found.data?.items ?? unknown).map(row)}</tbody>
        </table>
      )}
      {wanted !== undefined && (
        <Confirm
          opened
          onClose={() => {
            setWanted(undefined);
          }}
          title={t(`ask.${wanted.action}`, { name: t(`service.${wanted.name}`) })}
          confirmLabel={t(`action.${wanted.action}`, { name: t(`service.${wanted.name}`) })}
          danger={wanted.action === "stop"}
          onConfirm={() => act(wanted.name, wanted.action)}
        >
          {t(`effect.${wanted.name}.${wanted.action}`)}
        </Confirm>
      )}
    </Panel>
  );
}
