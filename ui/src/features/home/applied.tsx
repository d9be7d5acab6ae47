import { Popover } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useInterval, useLive } from "~/api/live";
import { LateParts, useWaitWord } from "~/components/applied/late-parts";
import { isLate, toneOf, waitingOf, type AppliedState } from "~/components/applied/waiting";
import { StateDot } from "~/components/values";
import { useMay } from "~/lib/session";
import { useNow } from "~/lib/use-now";

import { appliedQuery } from "./queries";
import classes from "./health-badge.module.css";

interface LateProps {
  state: AppliedState;
  opened: boolean;
  setOpened: (opened: boolean) => void;
}

function Late({ state, opened, setOpened }: LateProps) {
  const { t } = useTranslation("home");
  const now = useNow();
  const wordOf = useWaitWord();
  const waiting = waitingOf(state, now);
  const word = wordOf(waiting);
  // It stays under the eyes of who reads it when everything is applied meanwhile.
  if (waiting === undefined && !opened) return null;
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
          <StateDot tone={waiting === undefined ? "positive" : toneOf(waiting)}>
            <span className={classes.word}>{word}</span>
          </StateDot>
        </button>
      </Popover.Target>
      <Popover.Dropdown tabIndex={-1} data-autofocus aria-label={word}>
        <h2 className={classes.title}>{word}</h2>
        <p className={classes.text}>{waiting === undefined ? t("applied.done.text") : t("applied.text")}</p>
        <LateParts parts={state.parts.filter(isLate)} now={now} />
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
