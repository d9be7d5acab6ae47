import { Popover } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
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
type Part = Schema["AppliedPart"];

/** What is usual, and over before one has read it; and what is not usual any more. Seconds. */
const usual = 1;
const long = 10;

interface Waiting {
  /** undefined: who does not tell how far it is cannot be said to wait since some time. */
  seconds: number | undefined;
  /** Something keeps it from going on. */
  isStuck: boolean;
}

const isLate = (part: Part): boolean => part.behind > 0 || part.problem !== "";

const secondsOf = (part: Part, now: number): number | undefined =>
  part.position === null || part.waiting_since === null
    ? undefined
    : Math.max(0, Math.round((now - new Date(part.waiting_since).getTime()) / 1000));

/** How long the mail path has not had what was changed, if that is worth a word. `now`: milliseconds of the clock. */
export function waitingOf({ parts }: State, now: number): Waiting | undefined {
  const late = parts.filter(isLate);
  const waits = late.flatMap((part) => secondsOf(part, now) ?? []);
  const seconds = waits.length === 0 ? undefined : Math.max(...waits);
  const isStuck = late.some((part) => part.problem !== "");
  if (!isStuck && (seconds === undefined || seconds < usual)) return undefined;
  return { seconds, isStuck };
}

const partNames = ["directory", "dkim", "traps", "sessions"] as const;

function LatePart({ part, now }: { part: Part; now: number }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const known = partNames.find((name) => name === part.name);
  const seconds = secondsOf(part, now);
  return (
    <>
      <StateDot tone={part.problem !== "" || (seconds ?? 0) > long ? "caution" : "info"}>
        {known === undefined ? part.name : t(`applied.part.${known}`)}
      </StateDot>
      <span className={classes.detail}>
        {seconds === undefined
          ? t("applied.silent")
          : t("applied.behind", {
              count: part.behind,
              shown: format.number(part.behind),
              time: format.duration(seconds),
            })}
      </span>
      {known !== undefined && seconds !== undefined && (
        <span className={classes.detail}>{t(`applied.means.${known}`)}</span>
      )}
      {part.problem !== "" && <bdi className={classes.detail}>{t("applied.problem", { problem: part.problem })}</bdi>}
    </>
  );
}

function useWord(waiting: Waiting | undefined): string {
  const { t } = useTranslation("home");
  const format = useFormat();
  if (waiting === undefined) return t("applied.done");
  if (waiting.seconds !== undefined && waiting.seconds > long)
    return t("applied.late", { time: format.duration(waiting.seconds) });
  return waiting.isStuck ? t("applied.stuck") : t("applied.waiting");
}

interface LateProps {
  state: State;
  opened: boolean;
  setOpened: (opened: boolean) => void;
}

function Late({ state, opened, setOpened }: LateProps) {
  const { t } = useTranslation("home");
  const now = useNow();
  const waiting = waitingOf(state, now);
  const word = useWord(waiting);
  // It stays under the eyes of who reads it when everything is applied meanwhile.
  if (waiting === undefined && !opened) return null;
  const tone = waiting === undefined ? "positive" : waiting.isStuck || (waiting.seconds ?? 0) > long ? "caution" : "info";
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={340} shadow="md" trapFocus={opened}>
      <Popover.Target>
        <button
          type="button"
          className={classes.applied}
          onClick={() => {
            setOpened(!opened);
          }}
        >
          <StateDot tone={tone}>
            <span className={classes.word}>{word}</span>
          </StateDot>
        </button>
      </Popover.Target>
      <Popover.Dropdown tabIndex={-1} data-autofocus aria-label={word}>
        <h2 className={classes.title}>{word}</h2>
        <p className={classes.text}>{waiting === undefined ? t("applied.done.text") : t("applied.text")}</p>
        <ul className={classes.reasons}>
          {state.parts.filter(isLate).map((part) => (
            <li key={part.name}>
              <LatePart part={part} now={now} />
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Says while the mail path has not yet what was changed. Mostly it has it with the answer; then nothing is shown. */
export function Applied() {
  const may = useMay("system_read");
  const cache = useQueryClient();
  const [opened, setOpened] = useState(false);
  const { data } = useQuery({ ...appliedQuery, enabled: may, refetchInterval: useInterval(5_000, 30_000) });
  useLive(may ? "applied" : undefined, (state) => {
    cache.setQueryData(appliedQuery.queryKey, state);
  });
  return <span role="status">{data !== undefined && (!data.applied || opened) && <Late state={data} opened={opened} setOpened={setOpened} />}</span>;
}
