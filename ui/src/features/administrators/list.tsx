import { IconDevices, IconLogout } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { AddButton } from "~/components/add-button";
import { Confirm } from "~/components/confirm";
import { DeleteObject } from "~/components/deletion/delete-object";
import { notifyDone } from "~/components/notify";
import { Page } from "~/components/page";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import { useRowActions } from "~/components/table/row-actions";
import type { Filter, RowAction } from "~/components/table/types";
import { useListDialog } from "~/components/table/use-list-dialog";
import { useSwitch } from "~/components/use-switch";
import { ActiveDot, When } from "~/components/values";
import { useMay, useSession } from "~/lib/session";

import { AdministratorForm } from "./dialogs";
import {
  administratorSource,
  deleteAdministrator,
  endSessionsOf,
  updateAdministrator,
  type Administrator,
} from "./queries";
import classes from "./administrators.module.css";

type Asking = { kind: "deactivate" | "end"; who: Administrator };

export function AdministratorList() {
  const { t } = useTranslation(["administrators", "common"]);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const mayWrite = useMay("access_write");
  const { account } = useSession();
  const dialog = useListDialog();
  const actions = useRowActions();
  const [asking, setAsking] = useState<Asking | undefined>();
  const [deleting, setDeleting] = useState<Administrator | undefined>();

  const columns = useColumns<Administrator>(
    () => [
      {
        id: "username",
        header: t("column.username"),
        sort: "username",
        width: 240,
        grow: 2,
        cell: (row) => (
          <span className={classes.name}>
            <bdi title={row.username}>{row.username}</bdi>
            {row.username === account && <span className={classes.badge}>{t("you")}</span>}
          </span>
        ),
        value: (row) => row.username,
      },
      {
        id: "active",
        phone: "line",
        header: t("column.active"),
        width: 140,
        cell: (row) => <ActiveDot active={row.active} />,
        value: (row) => row.active,
      },
      {
        id: "password",
        header: t("column.password"),
        width: 220,
        spare: 2,
        cell: (row) => (row.force_password_change ? t("mustChange") : null),
        value: (row) => row.force_password_change,
      },
      {
        id: "created",
        header: t("common:created"),
        sort: "created",
        width: 160,
        spare: 3,
        cell: (row) => <When at={row.created} />,
        value: (row) => row.created,
      },
      {
        id: "modified",
        header: t("common:modified"),
        width: 160,
        spare: 1,
        cell: (row) => <When at={row.modified} />,
        value: (row) => row.modified,
      },
    ],
    [t, account],
  );

  const filters = useMemo<Filter[]>(
    () => [
      {
        id: "active",
        label: t("column.active"),
        choices: [
          { value: "yes", label: t("common:active") },
          { value: "no", label: t("common:inactive") },
        ],
        say: (value) => (value === "yes" ? t("filter.active.yes") : t("filter.active.no")),
      },
    ],
    [t],
  );

  const reload = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: ["administrators"] }),
      cache.invalidateQueries({ queryKey: ["sessions"] }),
    ]);
  const setActive = useSwitch<Administrator, boolean>({
    update: (who, active) => updateAdministrator(who.username, { active }, "*"),
    stateOf: (who) => who.active,
    membersOf: (active) => ({ active }),
    key: "username",
    changes: ["administrators", "sessions"],
    say: (who, active) => t(active ? "done.activated" : "done.deactivated", { name: who.username }),
  });

  const rowActions = (row: Administrator): RowAction<Administrator>[] => [
    actions.edit(() => {
      dialog.edit(row.username);
    }),
    actions.active(row.active, () => {
      if (row.active) setAsking({ kind: "deactivate", who: row });
      else void setActive(row, true);
    }),
    {
      id: "sessions",
      label: t("sessions"),
      icon: <IconDevices size={16} />,
      run: () => void navigate({ to: "/sessions", search: { account: row.username } }),
    },
    {
      id: "end",
      label: t("end"),
      icon: <IconLogout size={16} />,
      run: () => {
        setAsking({ kind: "end", who: row });
      },
    },
    ...(row.username === account
      ? []
      : [
          actions.remove(() => {
            setDeleting(row);
          }),
        ]),
  ];

  const confirm = async ({ kind, who }: Asking) => {
    if (kind === "deactivate") {
      await setActive(who, false);
      return;
    }
    const { ended } = await endSessionsOf(who.username);
    notifyDone(t("done.ended", { count: ended, name: who.username }));
    await reload();
  };

  const add = <AddButton label={t("add")} onClick={dialog.add} />;

  return (
    <Page title={t("title")} lead={t("lead")} actions={mayWrite ? add : undefined}>
      <DataTable
        id="administrators"
        name={t("title")}
        source={administratorSource}
        columns={columns}
        filters={filters}
        keyOf={(row) => row.username}
        nameOf={(row) => row.username}
        {...(mayWrite
          ? {
              rowActions,
              onOpen: (row: Administrator) => {
                dialog.edit(row.username);
              },
            }
          : {})}
        empty={{ title: t("empty.title"), text: t("empty.text") }}
      />
      <AdministratorForm
        key={dialog.id}
        opened={dialog.opened}
        username={dialog.editing}
        onClose={dialog.close}
      />
      {asking !== undefined && (
        <Confirm
          opened
          onClose={() => {
            setAsking(undefined);
          }}
          title={t(`${asking.kind}.title`, { name: asking.who.username })}
          confirmLabel={t(`${asking.kind}.verb`)}
          onConfirm={() => confirm(asking)}
        >
          {t(`${asking.kind}.text`)}
        </Confirm>
      )}
      {deleting !== undefined && (
        <DeleteObject
          title={t("delete.title", { name: deleting.username })}
          verb={t("delete.verb")}
          name={deleting.username}
          onClose={() => {
            setDeleting(undefined);
          }}
          onDelete={async () => {
            await deleteAdministrator(deleting.username);
            notifyDone(t("done.deleted", { name: deleting.username }));
            await reload();
          }}
        >
          <p>{t("delete.text")}</p>
        </DeleteObject>
      )}
    </Page>
  );
}
