import { Button, Group, Modal, Progress, Stack, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { inWords } from "~/api/problem-words";
import { useErrorText } from "~/components/states";
import { useFormat } from "~/lib/format";

import { BulkResults, type BulkResult } from "./bulk-results";
import { bulkSize, type BulkAction, type BulkStep, type Deletion } from "./types";
import classes from "./table.module.css";

export interface BulkRunProps {
  action: BulkAction;
  count: number;
  /** Finds the keys, with what their rows are called; reports how many it has. */
  gather: (signal: AbortSignal, onProgress: (found: number) => void) => Promise<ReadonlyMap<string, string>>;
  onClose: () => void;
  /** Something was changed: lists are to be read again. */
  onChanged: () => void;
}

type Run =
  /** What the question says is being counted. */
  | { kind: "weighing"; total: number; done: number }
  | { kind: "asking"; weight: Deletion | undefined }
  /** The action's own form is open. */
  | { kind: "filling" }
  | { kind: "collecting"; found: number }
  | { kind: "running"; total: number; done: number }
  | { kind: "finished"; done: number; stopped: boolean; error: unknown };

const nothing: Deletion = {
  items: [],
  deletable: 0,
  mailboxes: 0,
  aliases: 0,
  alias_domains: 0,
  bytes_used: 0,
  message_count: 0,
};

const sum = (a: Deletion, b: Deletion): Deletion => ({
  items: [],
  deletable: a.deletable + b.deletable,
  mailboxes: a.mailboxes + b.mailboxes,
  aliases: a.aliases + b.aliases,
  alias_domains: a.alias_domains + b.alias_domains,
  bytes_used: a.bytes_used + b.bytes_used,
  message_count: a.message_count + b.message_count,
});

/** One action on many rows: asked before if it matters, a bar while it runs, a result for each at the end. */
export function BulkRun({ action, count, gather, onClose, onChanged }: BulkRunProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useErrorText();
  const plain = "run" in action ? action : undefined;
  const Form = "Form" in action ? action.Form : undefined;
  const weigh = plain?.weigh;
  const [run, setRun] = useState<Run>(() => {
    if (plain === undefined) return { kind: "filling" };
    if (plain.weigh !== undefined) return { kind: "weighing", total: count, done: 0 };
    return plain.confirm === undefined ? { kind: "collecting", found: 0 } : { kind: "asking", weight: undefined };
  });
  const [results, setResults] = useState<BulkResult[]>([]);
  const [typed, setTyped] = useState("");
  const stop = useRef(new AbortController());
  const begun = useRef(false);
  const found = useRef<ReadonlyMap<string, string>>(undefined);

  const find = async (signal: AbortSignal) => {
    found.current ??= await gather(signal, (have) => {
      setRun((before) => (before.kind === "weighing" ? before : { kind: "collecting", found: have }));
    });
    return found.current;
  };

  const start = async (step: BulkStep) => {
    begun.current = true;
    const { signal } = stop.current;
    let done = 0;
    let error: unknown;
    try {
      const names = await find(signal);
      const keys = [...names.keys()];
      for (let first = 0; first < keys.length && !signal.aborted; first += bulkSize) {
        setRun({ kind: "running", total: keys.length, done: first });
        const answer = await step(keys.slice(first, first + bulkSize));
        done += answer.done;
        const refused = new Map(
          (await inWords(answer.results.flatMap(({ item, error }) => (error === null ? [] : [{ item, ...error }])))).map(
            (error) => [error.item, error],
          ),
        );
        const news = answer.results.map(({ item }) => ({
          name: names.get(item) ?? item,
          error: refused.get(item) ?? null,
        }));
        setResults((before) => [...before, ...news]);
      }
    } catch (problem) {
      error = problem;
    }
    setRun({ kind: "finished", done, stopped: signal.aborted, error });
    if (done > 0) onChanged();
  };

  const startNow = (step: BulkStep) => {
    setRun({ kind: "collecting", found: 0 });
    void start(step);
  };

  const look = async (ask: NonNullable<typeof weigh>) => {
    begun.current = true;
    const { signal } = stop.current;
    try {
      const keys = [...(await find(signal)).keys()];
      let weight = nothing;
      for (let first = 0; first < keys.length && !signal.aborted; first += bulkSize) {
        setRun({ kind: "weighing", total: keys.length, done: first });
        weight = sum(weight, await ask(keys.slice(first, first + bulkSize), signal));
      }
      setRun({ kind: "asking", weight });
    } catch (error) {
      setRun({ kind: "finished", done: 0, stopped: false, error });
    }
  };

  useEffect(() => {
    if (begun.current || plain === undefined) return;
    if (weigh !== undefined) void look(weigh);
    else if (plain.confirm === undefined) void start(plain.run);
    // The run starts once, with the dialog; what it was given then is what it works on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const question = run.kind === "asking" ? plain?.confirm?.(count, run.weight) : undefined;
  const sure = weigh === undefined || typed.trim() === String(count);
  const failed = results.filter((result) => result.error !== null).length;
  const working = run.kind === "collecting" || run.kind === "running";
  return (
    <Modal
      opened
      size="lg"
      title={question?.title ?? t("bulk.title", { action: action.label })}
      onClose={() => {
        if (working) return;
        stop.current.abort();
        onClose();
      }}
      withCloseButton={!working}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack gap="md">
        {run.kind === "weighing" && (
          <>
            <Progress
              aria-label={t("bulk.weighing")}
              value={(run.done / Math.max(1, run.total)) * 100}
              animated
              striped
            />
            <span role="status">{t("bulk.weighing")}</span>
          </>
        )}
        {run.kind === "filling" && Form !== undefined && (
          <Form count={count} onStart={startNow} onCancel={onClose} />
        )}
        {question !== undefined && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (sure && plain !== undefined) startNow(plain.run);
            }}
          >
            <Stack gap="md">
              <div>{question.text}</div>
              {weigh !== undefined && (
                <TextInput
                  label={t("confirm.type", { name: String(count) })}
                  inputMode="numeric"
                  autoComplete="off"
                  data-autofocus
                  value={typed}
                  onChange={(event) => {
                    setTyped(event.currentTarget.value);
                  }}
                />
              )}
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={onClose}>
                  {t("cancel")}
                </Button>
                <Button type="submit" disabled={!sure} color={action.danger === true ? "red" : "petrol"}>
                  {question.verb}
                </Button>
              </Group>
            </Stack>
          </form>
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
              {failed > 0 && <p className={classes.result}>{t("bulk.failed", { count: failed })}</p>}
              {run.stopped && <p className={classes.result}>{t("bulk.stopped")}</p>}
              {run.error !== undefined && <p className={classes.failure}>{say(run.error)}</p>}
            </div>
            {results.length > 0 && <BulkResults results={results} />}
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
