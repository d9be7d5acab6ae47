import { IconKey, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { findDomains } from "~/api/look-ups";
import { AddButton } from "~/components/add-button";
import { Page } from "~/components/page";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import { useRowActions } from "~/components/table/row-actions";
import type { BulkAction, Filter, RowAction } from "~/components/table/types";
import { useListDialog } from "~/components/table/use-list-dialog";
import { ActiveDot, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { shownAddress } from "~/lib/idn";

import { DeleteAliasDomain } from "./delete";
import { AliasDomainForm } from "./dialogs";
import { aliasDomainSource, bulkAliasDomains, type AliasDomain } from "./queries";
import { useAliasDomainSwitch } from "./use-asked-switch";
import classes from "./alias-domains.module.css";

export function AliasDomainList() {
  const { t } = useTranslation(["alias_domains", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const mayWrite = useMay("domains_write");
  const dialog = useListDialog();
  const actions = useRowActions();
  const [deleting, setDeleting] = useState<AliasDomain | undefined>();

  const columns = useColumns<AliasDomain>(
    () => [
      {
        id: "name",
        header: t("column.alias"),
        sort: "name",
        width: 240,
        grow: 2,
        cell: (row) => (
          <Link
            className={classes.name}
            to="/alias-domains/$domain"
            params={{ domain: row.name }}
            title={row.display_name}
          >
            <bdi>{row.display_name}</bdi>
          </Link>
        ),
        value: (row) => row.name,
      },
      {
        id: "target",
        phone: "line",
        header: t("column.target"),
        sort: "target",
        width: 220,
        grow: 2,
        cell: (row) => (
          <Link to="/domains/$domain" params={{ domain: row.target_domain }} title={shownAddress(row.target_domain)}>
            <bdi>{shownAddress(row.target_domain)}</bdi>
          </Link>
        ),
        value: (row) => row.target_domain,
      },
      {
        id: "active",
        phone: "line",
        header: t("column.active"),
        sort: "active",
        width: 140,
        cell: (row) => <ActiveDot active={row.active} />,
        value: (row) => row.active,
      },
      {
        id: "created",
        header: t("common:created"),
        sort: "created",
        width: 150,
        spare: 2,
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
    [t],
  );

  const filters = useMemo<Filter[]>(
    () => [
      {
        id: "target",
        label: t("column.target"),
        find: findDomains,
        say: (value) => t("filter.target.say", { domain: value }),
      },
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

  const [switchActive, question] = useAliasDomainSwitch();

  const rowActions = (row: AliasDomain): RowAction<AliasDomain>[] => [
    actions.edit(() => {
      dialog.edit(row.name);
    }),
    actions.active(row.active, () => {
      switchActive(row);
    }),
    {
      id: "dkim",
      label: t("dkim"),
      icon: <IconKey size={16} />,
      run: () => void navigate({ to: "/dkim", search: { domain: row.name } }),
    },
    actions.remove(() => {
      setDeleting(row);
    }),
  ];

  const bulkActions: BulkAction[] = [
    {
      id: "activate",
      label: t("common:activate"),
      icon: <IconPlayerPlay size={15} />,
      run: (keys) => bulkAliasDomains(keys, "activate"),
    },
    {
      id: "deactivate",
      label: t("common:deactivate"),
      icon: <IconPlayerPause size={15} />,
      confirm: (count) => ({
        title: t("bulk.deactivate.title", { count, shown: format.number(count) }),
        text: t("form.active.help"),
        verb: t("common:deactivate"),
      }),
      run: (keys) => bulkAliasDomains(keys, "deactivate"),
    },
    {
      id: "delete",
      label: t("common:delete"),
      icon: <IconTrash size={15} />,
      danger: true,
      confirm: (count) => ({
        title: t("bulk.delete.title", { count, shown: format.number(count) }),
        text: t("bulk.delete.text"),
        verb: t("bulk.delete.verb", { count, shown: format.number(count) }),
      }),
      run: (keys) => bulkAliasDomains(keys, "delete"),
    },
  ];

  const add = <AddButton label={t("add")} onClick={dialog.add} />;

  return (
    <Page title={t("title")} lead={t("lead")} actions={mayWrite ? add : undefined}>
      <DataTable
        id="alias-domains"
        name={t("title")}
        source={aliasDomainSource}
        columns={columns}
        filters={filters}
        keyOf={(row) => row.name}
        nameOf={(row) => row.display_name}
        onOpen={(row) => void navigate({ to: "/alias-domains/$domain", params: { domain: row.name } })}
        {...(mayWrite ? { rowActions, bulkActions } : {})}
        empty={{ title: t("empty.title"), text: t("empty.text"), action: mayWrite ? add : undefined }}
      />
      <AliasDomainForm key={dialog.id} opened={dialog.opened} name={dialog.editing} onClose={dialog.close} />
      {question}
      {deleting !== undefined && (
        <DeleteAliasDomain
          aliasDomain={deleting}
          onClose={() => {
            setDeleting(undefined);
          }}
        />
      )}
    </Page>
  );
}
