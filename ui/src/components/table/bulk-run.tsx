import { Button, Group, Modal, Progress, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "~/components/states";
import { useFormat } from "~/lib/format";

import { bulkSize, type BulkAction, type BulkAnswer } from "./types";
import classes from "./table.module.css";

interface Props {
  action: BulkAction;
  count: number;
  /** Finds the keys; reports how many it has. */
  gather: (signal: AbortSignal, onProgress: (found: number) => void) => Promise<string[]>;
  onClose: () => void;
  /** Something was changed: lists are to be read again. */
  onChanged: () => void;
}

type Failure = BulkAnswer["results"][number];

type Run =
  | { kind: "asking" }
  | { kind: "collecting"; found: number }
  | { kind: "running"; total: number; done: number }
  | { kind: "finished"; done: number; stopped: boolean; error: unknown };

/** One action on many rows: asked before if it matters, a bar while it runs, a result for each at the end. */
export function BulkRun({ action, count, gather, onClose, onChanged }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useErrorText();
  const question = action.confirm?.(count);
  const [run, setRun] = useState<Run>({ kind: "asking" });
  const [failures, setFailures] = useState<Failure[]>([]);
  const stop = useRef(new AbortController());
  const begun = useRef(false);

  const start = async () => {
    begun.current = true;
    const { signal } = stop.current;
    let done = 0;
    let error: unknown;
    try {
      setRun({ kind: "collecting", found: 0 });
      const keys = await gather(signal, (found) => {
        setRun({ kind: "collecting", found });
      });
      for (let first = 0; first < keys.length && !signal.aborted; first += bulkSize) {
        setRun({ kind: "running", total: keys.length, done: first });
        const answer = await action.run(keys.slice(first, first + bulkSize));
        done += answer.done;
        const refused = answer.results.filter((result) => result.error !== null);
        if (refused.length > 0) setFailures((before) => [...before, ...refused]);
      }
    } catch (problem) {
      error = problem;
    }
    setRun({ kind: "finished", done, stopped: signal.aborted, error });
    if (done > 0) onChanged();
  };

  const asks = question !== undefined;
  useEffect(() => {
    if (!asks && !begun.current) void start();
    // The run starts once, with the dialog; what it was given then is what it works on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const working = run.kind === "collecting" || run.kind === "running";
  return (
    <Modal
      opened
      size="lg"
      title={run.kind === "asking" && question !== undefined ? question.title : t("bulk.title", { action: action.label })}
      onClose={() => {
        if (!working) onClose();
      }}
      withCloseButton={!working}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack gap="md">
        {run.kind === "asking" && question !== undefined && (
          <>
            <div>{question.text}</div>
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t("cancel")}
              </Button>
              <Button color={action.danger === true ? "red" : "petrol"} onClick={() => void start()}>
                {question.verb}
              </Button>
            </Group>
          </>
        )}
        {working && (
          <>
            <Progress
              aria-label={action.label}
              value={run.kind === "running" ? (run.done / Math.max(1, run.total)) * 100 : 100}
              animated={run.kind === "collecting"}
              striped={run.kind === "collecting"}
            />
            <Group justify="space-between">
              <span role="status">
                {run.kind === "running"
                  ? t("bulk.running", { done: format.number(run.done), total: format.number(run.total) })
                  : t("bulk.collecting", { done: format.number(run.found) })}
              </span>
              <Button
                variant="default"
                onClick={() => {
                  stop.current.abort();
                }}
              >
                {t("bulk.stop")}
              </Button>
            </Group>
          </>
        )}
        {run.kind === "finished" && (
          <>
            <div role="status">
              <p className={classes.result}>{t("bulk.done", { count: run.done })}</p>
              {failures.length > 0 && (
                <p className={classes.result}>{t("bulk.failed", { count: failures.length })}</p>
              )}
              {run.stopped && <p className={classes.result}>{t("bulk.stopped")}</p>}
              {run.error !== undefined && <p className={classes.failure}>{say(run.error)}</p>}
            </div>
            {failures.length > 0 && (
              <ul className={classes.failures}>
                {failures.map((failure) => (
                  <li key={failure.item}>
                    <bdi>{failure.item}</bdi>
                    <span className={classes.failure}>{failure.error?.detail}</span>
                  </li>
                ))}
              </ul>
            )}
            <Group justify="flex-end">
              <Button onClick={onClose} data-autofocus>
                {t("close")}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
