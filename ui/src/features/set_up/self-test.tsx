import { Button, Loader } from "@mantine/core";
import { IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useInterval, useLive } from "~/api/live";
import { notifyFailed } from "~/components/notify";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";

import { selfTestQuery, startSelfTest, type SelfTestHop } from "./queries";
import classes from "./set-up.module.css";

const hopNames = ["mailboxes", "submission", "delivery", "signing", "filtering", "clean up"] as const;

function Mark({ state }: { state: SelfTestHop["state"] }) {
  switch (state) {
    case "running":
      return <Loader size={16} />;
    case "passed":
      return <IconCheck size={16} stroke={2.4} />;
    case "failed":
      return <IconX size={16} stroke={2.4} />;
    default:
      return <IconMinus size={16} />;
  }
}

/** A message through the whole server, each hop as it is made. */
export function SelfTest() {
  const { t } = useTranslation("set_up");
  const format = useFormat();
  const cache = useQueryClient();
  const mayStart = useMay("system_write");
  const [id, setId] = useState<string | undefined>();
  const [starting, setStarting] = useState(false);
  // A step may come to its end between the start and the first news; so it is asked for now and then all the same.
  const interval = useInterval(500, 2_000);
  const found = useQuery({
    ...selfTestQuery(id ?? ""),
    enabled: id !== undefined,
    refetchInterval: (query) =>
      query.state.data === undefined || query.state.data.state === "running" ? interval : false,
  });
  useLive(id === undefined ? undefined : "self-test", (told) => {
    if (told.id === id) cache.setQueryData(selfTestQuery(told.id).queryKey, told);
  });
  const test = found.data;
  const running = starting || test?.state === "running";

  const start = async () => {
    setStarting(true);
    try {
      const started = await startSelfTest();
      cache.setQueryData(selfTestQuery(started.id).queryKey, started);
      setId(started.id);
    } catch (error) {
      notifyFailed(error);
    } finally {
      setStarting(false);
    }
  };

  const nameOf = (hop: SelfTestHop) => {
    const known = hopNames.find((name) => name === hop.name);
    return known === undefined ? hop.name : t(`hop.${known}`);
  };
  const saidOf = ({ name, state, detail }: SelfTestHop) => {
    if (state !== "passed" && state !== "failed") return "";
    const known = hopNames.find((one) => one === name);
    return known === undefined ? detail : t(`hop.${state}.${known}`);
  };
  return (
    <div className={classes.selfTest}>
      <div className={classes.selfTestHead}>
        <div>
          <h3 className={classes.selfTestTitle}>{t("selfTest.title")}</h3>
          <p>{t("selfTest.text")}</p>
        </div>
        {mayStart && (
          <Button variant={test === undefined ? "filled" : "default"} loading={running} onClick={() => void start()}>
            {test === undefined ? t("selfTest.start") : t("selfTest.again")}
          </Button>
        )}
      </div>
      {test !== undefined && (
        <>
          <ol className={classes.hops}>
            {test.hops.map((hop) => (
              <li key={hop.name} data-state={hop.state}>
                <span className={classes.hopMark} aria-hidden="true">
                  <Mark state={hop.state} />
                </span>
                <span className={classes.hopName}>{nameOf(hop)}</span>
                <span className={classes.hopState}>
                  {t(`hop.state.${hop.state}`)}
                  {(hop.state === "passed" || hop.state === "failed") &&
                    `, ${t("hop.took", { milliseconds: format.number(hop.milliseconds) })}`}
                </span>
                <span className={classes.hopDetail}>
                  {saidOf(hop)} {hop.state === "failed" && <bdi>{hop.detail}</bdi>}
                </span>
              </li>
            ))}
          </ol>
          <p className={classes.verdict} data-state={test.state} role="status">
            {t(`selfTest.${test.state}`)}
          </p>
        </>
      )}
    </div>
  );
}
