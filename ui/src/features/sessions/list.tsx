import { Button } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Confirm } from "~/components/confirm";
import { notifyDone } from "~/components/notify";
import { Page } from "~/components/page";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import type { Filter, RowAction } from "~/components/table/types";
import { When } from "~/components/values";
import { useMay, useSession } from "~/lib/session";

import { browserOf } from "./browser";
import { endSession, sessionSource, signOutEverywhere, type Session } from "./queries";
import classes from "./sessions.module.css";

type Asking = { kind: "one"; session: Session } | { kind: "everywhere" };

export function SessionList() {
  const { t } = useTranslation(["sessions", "common"]);
  const cache = useQueryClient();
  const mayWrite = useMay("access_write");
  const { account } = useSession();
  const [asking, setAsking] = useState<Asking | undefined>();

  const columns = useColumns<Session>(
    () => [
      {
        id: "account",
        header: t("column.account"),
        width: 220,
        cell: (row) => (
          <span className={classes.name}>
            <bdi title={row.account}>{row.account}</bdi>
            {row.current && <span className={classes.badge}>{t("current")}</span>}
          </span>
        ),
        value: (row) => row.account,
      },
      {
        id: "browser",
        phone: "line",
        header: t("column.browser"),
        width: 240,
        grow: 2,
        cell: (row) => (
          <bdi className={classes.agent} title={row.user_agent}>
            {browserOf(row.user_agent)}
          </bdi>
        ),
        value: (row) => row.user_agent,
      },
      {
        id: "remote",
        header: t("column.remote"),
        width: 160,
        spare: 3,
        cell: (row) => <span className={classes.mono}>{row.remote}</span>,
        value: (row) => row.remote,
      },
      {
        id: "created",
        header: t("column.created"),
        sort: "created",
        width: 150,
        spare: 2,
        cell: (row) => <When at={row.created} />,
        value: (row) => row.created,
      },
      {
        id: "last_used",
        phone: "line",
        header: t("column.lastUsed"),
        width: 150,
        cell: (row) => <When at={row.last_used} />,
        value: (row) => row.last_used,
      },
      {
        id: "expires",
        header: t("column.expires"),
        width: 150,
        spare: 1,
        cell: (row) => <When at={row.expires} />,
        value: (row) => row.expires,
      },
    ],
    [t],
  );

  const filters = useMemo<Filter[]>(
    () => [
      {
        id: "account",
        label: t("column.account"),
        placeholder: t("filter.account.placeholder"),
        say: (value) => (value === account ? t("filter.account.own") : t("filter.account.say", { name: value })),
      },
    ],
    [t, account],
  );

  const rowActions = (row: Session): RowAction<Session>[] =>
    row.current
      ? []
      : [
          {
            id: "end",
            label: t("end"),
            icon: <IconLogout size={16} />,
            prominent: true,
            danger: true,
            run: () => {
              setAsking({ kind: "one", session: row });
            },
          },
        ];

  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <Button
          variant="default"
          leftSection={<IconLogout size={16} />}
          onClick={() => {
            setAsking({ kind: "everywhere" });
          }}
        >
          {t("everywhere")}
        </Button>
      }
    >
      <DataTable
        id="sessions"
        name={t("title")}
        source={sessionSource}
        columns={columns}
        filters={filters}
        searchable={false}
        keyOf={(row) => row.id}
        nameOf={(row) => `${row.account}, ${row.remote}`}
        {...(mayWrite ? { rowActions } : {})}
        empty={{ title: t("empty.title"), text: t("empty.text") }}
      />
      {asking?.kind === "one" && (
        <Confirm
          opened
          onClose={() => {
            setAsking(undefined);
          }}
          title={t("end.title", { name: asking.session.account })}
          confirmLabel={t("end")}
          onConfirm={async () => {
            await endSession(asking.session.id);
            await cache.invalidateQueries({ queryKey: ["sessions"] });
            notifyDone(t("done.ended", { name: asking.session.account }));
          }}
        >
          {t("end.text", { browser: browserOf(asking.session.user_agent), remote: asking.session.remote })}
        </Confirm>
      )}
      {asking?.kind === "everywhere" && (
        <Confirm
          opened
          onClose={() => {
            setAsking(undefined);
          }}
          title={t("everywhere.title")}
          confirmLabel={t("everywhere")}
          onConfirm={async () => {
            await signOutEverywhere();
            location.assign("/sign-in");
          }}
        >
          {t("everywhere.text", { name: account })}
        </Confirm>
      )}
    </Page>
  );
}
