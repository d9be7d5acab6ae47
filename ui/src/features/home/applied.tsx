import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useInterval, useLive } from "~/api/live";
import type { Schema } from "~/api/schema";
import { StateDot } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { useNow } from "~/lib/use-now";

import { appliedQuery } from "./queries";
import classes from "./health-badge.module.css";

type State = Schema["AppliedState"];

/** What is usual, and over before one has read it; and what is not usual any more. Seconds. */
const usual = 1;
const long = 10;

interface Waiting {
  seconds: number;
  /** In the server's words; "" while it is only slow. */
  problem: string;
}

/** How long the mail path has not had what was changed, if that is worth a word. `now`: milliseconds of the clock. */
export function waitingOf({ parts }: State, now: number): Waiting | undefined {
  const behind = parts.filter((part) => part.behind > 0);
  const since = behind.map((part) => (part.waiting_since === null ? now : new Date(part.waiting_since).getTime()));
  const seconds = Math.round((now - Math.min(now, ...since)) / 1000);
  if (behind.length === 0 || seconds < usual) return undefined;
  return { seconds, problem: behind.find((part) => part.problem !== "")?.problem ?? "" };
}

function Late({ state }: { state: State }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const waiting = waitingOf(state, useNow());
  if (waiting === undefined) return null;
  const { seconds, problem } = waiting;
  return (
    <StateDot tone={problem !== "" || seconds > long ? "caution" : "info"}>
      <span className={classes.word} title={problem === "" ? undefined : problem}>
        {seconds > long ? t("applied.late", { time: format.duration(seconds) }) : t("applied.waiting")}
      </span>
    </StateDot>
  );
}

/** Says while the mail path has not yet what was changed. Mostly it has it with the answer; then nothing is shown. */
export function Applied() {
  const may = useMay("system_read");
  const cache = useQueryClient();
  const { data } = useQuery({ ...appliedQuery, enabled: may, refetchInterval: useInterval(5_000, 30_000) });
  useLive(may ? "applied" : undefined, (state) => {
    cache.setQueryData(appliedQuery.queryKey, state);
  });
  return (
    <span role="status" className={classes.applied}>
      {data?.applied === false && <Late state={data} />}
    </span>
  );
}
