import { IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";

import { AddButton } from "~/components/add-button";
import { Confirm } from "~/components/confirm";
import { DeleteObject } from "~/components/deletion/delete-object";
import { notifyDone } from "~/components/notify";
import { Page } from "~/components/page";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import { useRowActions } from "~/components/table/row-actions";
import type { RowAction } from "~/components/table/types";
import { useListDialog } from "~/components/table/use-list-dialog";
import { useSwitch } from "~/components/use-switch";
import { ActiveDot, StateDot, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";

import { ApiKeyForm, IssuedKey, loadIssuedKey } from "./dialogs";
import {
  apiKeySource,
  deleteApiKey,
  regenerateApiKey,
  updateApiKey,
  type ApiKey,
  type IssuedApiKey,
} from "./queries";
import classes from "./api-keys.module.css";


export function ApiKeyList() {
  const { t } = useTranslation(["api_keys", "common"]);
  const format = useFormat();
  const cache = useQueryClient();
  const mayWrite = useMay("keys_write");
  const dialog = useListDialog();
  const actions = useRowActions();
  const [regenerating, setRegenerating] = useState<ApiKey | undefined>();
  const [deleting, setDeleting] = useState<ApiKey | undefined>();
  const [issued, setIssued] = useState<IssuedApiKey | undefined>();

  const columns = useColumns<ApiKey>(
    () => [
      {
        id: "description",
        header: t("form.description"),
        width: 180,
        grow: 2,
        cell: (row) =>
          row.description === "" ? (
            <span className={classes.quiet}>{t("noDescription")}</span>
          ) : (
            <bdi className={classes.description} title={row.description}>
              {row.description}
            </bdi>
          ),
        value: (row) => row.description,
      },
      {
        id: "key",
        phone: "line",
        header: t("column.key"),
        width: 130,
        spare: 2,
        cell: (row) => <span className={classes.mono}>…{row.hint}</span>,
        value: (row) => row.hint,
      },
      {
        id: "access",
        phone: "line",
        header: t("column.access"),
        width: 180,
        spare: 3,
        cell: (row) => (
          <StateDot tone={row.access === "read_write" ? "caution" : "info"}>{t(`access.${row.access}`)}</StateDot>
        ),
        value: (row) => row.access,
      },
      {
        id: "from",
        header: t("column.from"),
        width: 190,
        spare: 1,
        grow: 1,
        cell: (row) =>
          row.skip_ip_check ? (
            t("anywhere")
          ) : (
            <span className={classes.mono} title={row.allow_from.join("\n")}>
              {format.list(row.allow_from.slice(0, 2))}
              {row.allow_from.length > 2 && ` +${format.number(row.allow_from.length - 2)}`}
            </span>
          ),
        value: (row) => (row.skip_ip_check ? "*" : row.allow_from.join(" ")),
      },
      {
        id: "active",
        header: t("column.active"),
        width: 120,
        cell: (row) => <ActiveDot active={row.active} />,
        value: (row) => row.active,
      },
      {
        id: "created",
        header: t("common:created"),
        width: 150,
        hidden: true,
        cell: (row) => <When at={row.created} />,
        value: (row) => row.created,
      },
      {
        id: "modified",
        header: t("common:modified"),
        width: 150,
        hidden: true,
        cell: (row) => <When at={row.modified} />,
        value: (row) => row.modified,
      },
    ],
    [t, format],
  );

  const reload = () => cache.invalidateQueries({ queryKey: ["api-keys"] });
  const nameOf = (key: ApiKey) => (key.description === "" ? `…${key.hint}` : key.description);
  const setActive = useSwitch<ApiKey, boolean>({
    update: (key, active) => updateApiKey(String(key.id), { active }, "*"),
    stateOf: (key) => key.active,
    membersOf: (active) => ({ active }),
    key: "id",
    changes: ["api-keys"],
    say: (key, active) => t(active ? "done.activated" : "done.deactivated", { name: nameOf(key) }),
  });
  const rowActions = (row: ApiKey): RowAction<ApiKey>[] => [
    actions.edit(() => {
      dialog.edit(String(row.id));
    }),
    actions.active(row.active, () => void setActive(row, !row.active)),
    {
      id: "regenerate",
      label: t("regenerate"),
      icon: <IconRefresh size={16} />,
      run: () => {
        setRegenerating(row);
      },
    },
    actions.remove(() => {
      setDeleting(row);
    }),
  ];

  const add = <AddButton label={t("add")} onClick={dialog.add} />;

  return (
    <Page title={t("title")} lead={t("lead")} actions={mayWrite ? add : undefined}>
      <p className={classes.docs}>
        <Trans
          t={t}
          i18nKey="docs"
          components={{
            // The text between is the link's own; the page is another document of the server.
            page: <a href="/api/swagger" target="_blank" rel="noreferrer" />,
            code: <code className={classes.mono} />,
          }}
        />
      </p>
      <DataTable
        id="api-keys"
        name={t("title")}
        source={apiKeySource}
        columns={columns}
        searchable={false}
        keyOf={(row) => String(row.id)}
        nameOf={nameOf}
        {...(mayWrite
          ? {
              rowActions,
              onOpen: (row: ApiKey) => {
                dialog.edit(String(row.id));
              },
            }
          : {})}
        empty={{ title: t("empty.title"), text: t("empty.text"), action: mayWrite ? add : undefined }}
      />
      <ApiKeyForm
        key={dialog.id}
        opened={dialog.opened}
        id={dialog.editing}
        onIssued={setIssued}
        onClose={dialog.close}
      />
      {regenerating !== undefined && (
        <Confirm
          opened
          onClose={() => {
            setRegenerating(undefined);
          }}
          title={t("regenerate.title", { name: nameOf(regenerating) })}
          confirmLabel={t("regenerate.verb")}
          onConfirm={async () => {
            await loadIssuedKey();
            setIssued(await regenerateApiKey(String(regenerating.id)));
            await reload();
          }}
        >
          {t("regenerate.text")}
        </Confirm>
      )}
      {deleting !== undefined && (
        <DeleteObject
          title={t("delete.title", { name: nameOf(deleting) })}
          verb={t("delete.verb")}
          name={deleting.description === "" ? deleting.hint : deleting.description}
          onClose={() => {
            setDeleting(undefined);
          }}
          onDelete={async () => {
            await deleteApiKey(String(deleting.id));
            notifyDone(t("done.deleted", { name: nameOf(deleting) }));
            await reload();
          }}
        >
          <p>{t("delete.text")}</p>
        </DeleteObject>
      )}
      {issued !== undefined && (
        <IssuedKey
          issued={issued}
          onClose={() => {
            setIssued(undefined);
          }}
        />
      )}
    </Page>
  );
}
