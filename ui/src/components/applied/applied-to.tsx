import { Popover } from "@mantine/core";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import { useInterval, useLive } from "~/api/live";
import { Figure } from "~/components/figures";
import { AfterAWhile } from "~/components/states";
import { StateDot } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { useNow } from "~/lib/use-now";

import { LateParts, usePartName, useWaitWord } from "./late-parts";
import { toneOf, waitOf, withParts, type Part } from "./waiting";
import classes from "./applied.module.css";

/** What the mail path has sooner than this is not worth a word: it would only flicker. Milliseconds. */
const patience = 600;

export interface AppliedToProps {
  /** As the change feed calls it: "mailbox", "domain", "alias_domain", "alias", "dkim". */
  kind: string;
  object: string;
  /** Another one after each change of the object: then it is asked again. */
  version: string | number;
}

const appliedTo = ({ kind, object, version }: AppliedToProps) =>
  queryOptions({
    queryKey: ["applied", "to", kind, object, version],
    staleTime: 0,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v2/applied", { params: { query: { kind, object } }, signal })),
  });

function Late({ parts }: { parts: readonly Part[] }) {
  const { t } = useTranslation("applied");
  const format = useFormat();
  const nameOf = usePartName();
  const wordOf = useWaitWord();
  const now = useNow();
  const [opened, setOpened] = useState(false);
  const waiting = waitOf(parts, now);
  const word = wordOf(waiting);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={340} shadow="md" trapFocus={opened}>
      <StateDot tone={toneOf(waiting)}>
        <Popover.Target>
          <button
            type="button"
            className={classes.more}
            onClick={() => {
              setOpened(!opened);
            }}
          >
            {word}
          </button>
        </Popover.Target>
      </StateDot>
      <span className={classes.which}>{format.list(parts.map(nameOf))}</span>
      <Popover.Dropdown tabIndex={-1} data-autofocus aria-label={word}>
        <h2 className={classes.title}>{word}</h2>
        <p className={classes.text}>{t("object.text")}</p>
        <LateParts parts={parts} now={now} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Whether the last change of an object is in force: whether every part of the mail path has it. */
export function AppliedTo(props: AppliedToProps): ReactNode {
  const { t } = useTranslation("applied");
  const cache = useQueryClient();
  const options = appliedTo(props);
  // Nobody asks again and again: the stream tells; without one this is asked as rarely as a person looks.
  const { data, isError } = useQuery({
    ...options,
    refetchInterval: useInterval(15_000),
    placeholderData: (before) => (before?.object?.object === props.object ? before : undefined),
  });
  useLive("applied", (news) => {
    cache.setQueryData(options.queryKey, (before) => before && withParts(before, news));
  });
  const waitingFor = data?.object?.waiting_for ?? [];
  const isApplied = data?.object?.applied === true;
  const [wasApplied, setWasApplied] = useState(false);
  if (isApplied && !wasApplied) setWasApplied(true);
  const done = (
    <span title={t("object.done")}>
      <StateDot tone="positive">{t("object.applied")}</StateDot>
    </span>
  );
  if (isApplied) return done;
  if (data === undefined) return isError ? <StateDot tone="quiet">{t("unknown")}</StateDot> : "\u00a0";
  return (
    <AfterAWhile key={props.version} wait={patience} meanwhile={wasApplied ? done : "\u00a0"}>
      <Late parts={data.parts.filter((part) => waitingFor.includes(part.name))} />
    </AfterAWhile>
  );
}

/** The same among the figures of a detail page; nothing for who may not ask. */
export function AppliedFigure(props: AppliedToProps) {
  const { t } = useTranslation("applied");
  if (!useMay("system_read")) return null;
  return (
    <Figure name={t("object.name")}>
      <AppliedTo {...props} />
    </Figure>
  );
}
