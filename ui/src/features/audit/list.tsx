import { Button, Switch, Tooltip } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { changesOf } from "~/components/changes/difference";
import { useActorWords } from "~/components/changes/actors";
import { kindOf, useChangeWords } from "~/components/changes/words";
import { onDemand } from "~/components/on-demand";
import { Page } from "~/components/page";
import { ErrorState } from "~/components/states";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import type { Filter } from "~/components/table/types";
import { useListState, type ListState } from "~/components/table/use-list";
import { Address, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useSearchText } from "~/lib/url-state";

import { kinds } from "./kinds";
import { auditSource, newsQuery, type AuditEntry } from "./queries";
import { dayOf, isSpan, spanNames } from "./times";
import { useNewest, useReading, useShownUpTo } from "./trail";
import classes from "./audit.module.css";

const EntryDrawer = onDemand<{ seq: number; onClose: () => void }>(async () => (await import("./entry")).EntryDrawer);
const ChainCheck = onDemand<{ onClose: () => void }>(async () => (await import("./chain")).ChainCheck);

/** The list shows who did what; among them are keys, mostly. */
const anyKey = ["api:"] as const;

const filterIds = ["actor", "action", "object", "since", "until"] as const;

interface NewsProps {
  shown: number;
  newest: number;
  state: ListState;
  onShow: () => void;
}

/** What came while somebody reads, to be shown when it suits. */
function News({ shown, newest, state, onShow }: NewsProps) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const { data: count = 0 } = useQuery({
    ...newsQuery(shown, newest, state.search, state.filters),
    enabled: newest > shown,
  });
  return (
    <span role="status" data-news className={classes.news}>
      {newest > shown && count > 0 && (
        <Button variant="default" size="compact-sm" radius="xl" px="md" onClick={onShow}>
          {t("news", { count, shown: format.number(count) })}
        </Button>
      )}
    </span>
  );
}

export function ChangeList() {
  const { t } = useTranslation(["audit", "common"]);
  const format = useFormat();
  const words = useChangeWords();
  const actorOf = useActorWords(anyKey);
  const [search, change] = useSearchText();
  const [live, setLive] = useState(true);
  const newest = useNewest(live);
  const { isReading, watched, toTop } = useReading();
  const entry = Number.parseInt(search["entry"] ?? "", 10);
  const [state] = useListState(filterIds);
  const [shown, show] = useShownUpTo(newest.data, state, live && !isReading && !(entry > 0));
  const source = useMemo(() => (shown === undefined ? undefined : auditSource(shown)), [shown]);
  const showNewest = async () => {
    const { data } = await newest.refetch();
    if (data !== undefined) await show(data);
  };

  const columns = useColumns<AuditEntry>(
    () => [
      {
        id: "when",
        phone: "line",
        header: t("column.when"),
        width: 150,
        cell: (row) => <When at={row.at} />,
        value: (row) => row.at,
      },
      {
        id: "who",
        phone: "line",
        header: t("column.who"),
        width: 150,
        spare: 4,
        cell: (row) => <bdi title={row.actor}>{actorOf(row.actor)}</bdi>,
        value: (row) => row.actor,
      },
      {
        id: "what",
        phone: "title",
        header: t("column.what"),
        width: 230,
        cell: (row) => words.action(row.action),
        value: (row) => row.action,
      },
      {
        id: "object",
        phone: "line",
        header: t("column.object"),
        width: 240,
        grow: 2,
        cell: (row) => <Address value={row.object} />,
        value: (row) => row.object,
      },
      {
        id: "details",
        header: t("column.details"),
        width: 220,
        spare: 3,
        grow: 2,
        cell: (row) => {
          const names = changesOf(row.action, row.details).map((one) => words.member(one.member, kindOf(row.action)));
          return row.action.endsWith(".changed") ? (
            <span className={classes.details} title={format.list(names)}>
              {format.list(names)}
            </span>
          ) : null;
        },
        value: (row) => JSON.stringify(row.details),
      },
      {
        id: "remote",
        header: t("column.remote"),
        width: 150,
        spare: 1,
        cell: (row) => <span className={classes.mono}>{row.remote}</span>,
        value: (row) => row.remote,
      },
      {
        id: "request",
        header: t("column.request"),
        width: 200,
        hidden: true,
        cell: (row) => <span className={classes.mono}>{row.request_id}</span>,
        value: (row) => row.request_id,
      },
      {
        id: "number",
        header: t("column.number"),
        width: 100,
        align: "end",
        hidden: true,
        cell: (row) => format.number(row.seq),
        value: (row) => row.seq,
      },
    ],
    [t, format, words, actorOf],
  );

  const filters = useMemo<Filter[]>(() => {
    const timeFilter = (id: "since" | "until"): Filter => {
      const say = (value: string) => {
        if (isSpan(value)) return t(`filter.${id}.${value}`);
        const day = dayOf(value);
        const shown =
          day === undefined ? value : value.includes(":") ? format.dateTime(day) : format.date(day);
        return t(`filter.${id}.say`, { when: shown });
      };
      return {
        id,
        label: t(`filter.${id}`),
        placeholder: t("filter.date.placeholder"),
        find: (text) =>
          Promise.resolve(
            dayOf(text) === undefined
              ? spanNames.map((span) => ({ value: span, label: say(span) }))
              : [{ value: text.trim(), label: say(text.trim()) }],
          ),
        say,
      };
    };
    return [
      {
        id: "actor",
        label: t("filter.actor"),
        placeholder: t("filter.actor.placeholder"),
        say: (value) => t("filter.actor.say", { who: value }),
      },
      {
        id: "action",
        label: t("filter.action"),
        choices: kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
        say: (value) => {
          const kind = kinds.find((one) => one === value);
          return kind === undefined ? words.action(value) : t(`kind.${kind}`);
        },
      },
      {
        id: "object",
        label: t("filter.object"),
        placeholder: t("filter.object.placeholder"),
        say: (value) => t("filter.object.say", { object: value }),
      },
      timeFilter("since"),
      timeFilter("until"),
    ];
  }, [t, format, words]);

  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <Button
          variant="default"
          leftSection={<IconLink size={16} />}
          onClick={() => {
            change({ dialog: "check" }, "push");
          }}
        >
          {t("check")}
        </Button>
      }
    >
      {shown === undefined && newest.isError && (
        <ErrorState error={newest.error} onRetry={() => void newest.refetch()} />
      )}
      {shown !== undefined && source !== undefined && (
        <div {...watched} className={classes.trail} tabIndex={-1}>
          {live && (
            <News
              shown={shown}
              newest={newest.data ?? shown}
              state={state}
              onShow={() => {
                void show(newest.data ?? shown).then(toTop);
              }}
            />
          )}
          <DataTable
            id="changes"
            name={t("title")}
            source={source}
            columns={columns}
            filters={filters}
            keyOf={(row) => String(row.seq)}
            nameOf={(row) => `${words.action(row.action)}: ${row.object}`}
            onOpen={(row) => {
              change({ entry: String(row.seq) }, "push");
            }}
            onRefresh={() => void showNewest()}
            tools={
              <Tooltip label={t("live.help")}>
                <div>
                  <Switch
                    label={t("live")}
                    checked={live}
                    onChange={(event) => {
                      setLive(event.currentTarget.checked);
                    }}
                  />
                </div>
              </Tooltip>
            }
            empty={{ title: t("empty.title"), text: t("empty.text") }}
          />
        </div>
      )}
      {entry > 0 && (
        <EntryDrawer
          seq={entry}
          onClose={() => {
            change({ entry: undefined }, "push");
          }}
        />
      )}
      {search["dialog"] === "check" && (
        <ChainCheck
          onClose={() => {
            change({ dialog: undefined }, "push");
          }}
        />
      )}
    </Page>
  );
}
