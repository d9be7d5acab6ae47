import {
  IconArrowsSplit2,
  IconInfoCircle,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { findDomains } from "~/api/look-ups";
import { AddButton } from "~/components/add-button";
import { Page } from "~/components/page";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import { historyColumns } from "~/components/table/history-columns";
import { useRowActions } from "~/components/table/row-actions";
import type { BulkAction, Filter, RowAction } from "~/components/table/types";
import { useListDialog } from "~/components/table/use-list-dialog";
import { ActiveDot, Address } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { shownAddress } from "~/lib/idn";

import { DeleteAlias, ExpandAlias, useSetActive } from "./actions";
import { AliasForm } from "./dialogs";
import { Goto } from "./kind";
import { aliasSource, bulkAliases, deliveries, type Alias, type AliasAction } from "./queries";
import classes from "./aliases.module.css";

type Asking = { kind: "delete" | "expand"; alias: Alias };

export function AliasList() {
  const { t } = useTranslation(["aliases", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const mayWrite = useMay("aliases_write");
  const setActive = useSetActive();
  const dialog = useListDialog();
  const actions = useRowActions();
  const [asking, setAsking] = useState<Asking | undefined>();

  const columns = useColumns<Alias>(() => {
    const yesNo = (value: boolean): ReactNode =>
      value ? t("common:yes") : <span className={classes.quiet}>{t("common:no")}</span>;
    const comment = (text: string | null): ReactNode =>
      text === null ? null : (
        <bdi title={text} className={classes.first}>
          {text}
        </bdi>
      );
    return [
      {
        id: "id",
        header: t("column.id"),
        sort: "id",
        width: 60,
        spare: 1,
        cell: (row) => <span className={classes.number}>{row.id}</span>,
        value: (row) => row.id,
      },
      {
        id: "address",
        phone: "title",
        header: t("column.address"),
        sort: "address",
        width: 250,
        grow: 2,
        cell: (row) => (
          <span className={classes.name}>
            <Link to="/aliases/$id" params={{ id: String(row.id) }} title={shownAddress(row.address)}>
              <Address value={row.address} />
            </Link>
            {row.is_catch_all && <span className={classes.badge}>{t("catchAll")}</span>}
          </span>
        ),
        value: (row) => row.address,
      },
      {
        id: "destinations",
        phone: "line",
        header: t("column.destinations"),
        sort: "delivery",
        width: 230,
        grow: 2,
        cell: (row) => <Goto alias={row} />,
        value: (row) => (row.delivery === "forward" ? row.destinations.join(" ") : row.delivery),
      },
      {
        id: "domain",
        header: t("column.domain"),
        sort: "domain",
        width: 130,
        spare: 5,
        cell: (row) => (
          <bdi title={row.primary_domain === null ? row.domain : t("inDomain", { domain: row.primary_domain })}>
            {row.domain}
          </bdi>
        ),
        value: (row) => row.domain,
      },
      {
        id: "public_comment",
        header: t("column.publicComment"),
        width: 124,
        spare: 4,
        cell: (row) => comment(row.public_comment),
        value: (row) => row.public_comment,
      },
      {
        id: "private_comment",
        header: t("column.privateComment"),
        width: 128,
        spare: 2,
        cell: (row) => comment(row.private_comment),
        value: (row) => row.private_comment,
      },
      {
        id: "internal",
        header: t("column.internal"),
        sort: "internal",
        width: 84,
        spare: 7,
        cell: (row) => yesNo(row.internal),
        value: (row) => row.internal,
      },
      {
        id: "active",
        phone: "line",
        header: t("column.active"),
        sort: "active",
        width: 100,
        cell: (row) => <ActiveDot active={row.active} />,
        value: (row) => row.active,
      },
      {
        id: "sender_allowed",
        header: t("column.sender"),
        width: 130,
        hidden: true,
        cell: (row) => yesNo(row.sender_allowed),
        value: (row) => row.sender_allowed,
      },
      ...historyColumns(),
    ];
  }, [t]);

  const filters = useMemo<Filter[]>(
    () => [
      {
        id: "domain",
        label: t("filter.domain"),
        find: findDomains,
        say: (value) => t("filter.domain.say", { domain: value }),
      },
      {
        id: "active",
        label: t("filter.active"),
        choices: [
          { value: "yes", label: t("common:active") },
          { value: "no", label: t("common:inactive") },
        ],
        say: (value) => (value === "yes" ? t("filter.active.yes") : t("filter.active.no")),
      },
      {
        id: "delivery",
        label: t("filter.delivery"),
        choices: deliveries.map((one) => ({ value: one, label: t(`delivery.${one}`) })),
        say: (value) => {
          const known = deliveries.find((one) => one === value);
          return known === undefined ? value : t(`filter.delivery.${known}`);
        },
      },
      {
        id: "internal",
        label: t("filter.internal"),
        choices: [
          { value: "yes", label: t("filter.internal.yes") },
          { value: "no", label: t("filter.internal.no") },
        ],
        say: (value) => (value === "yes" ? t("filter.internal.yes") : t("filter.internal.no")),
      },
      {
        id: "destination",
        label: t("filter.destination"),
        placeholder: t("filter.destination.placeholder"),
        say: (value) => t("filter.destination.say", { address: value }),
      },
    ],
    [t],
  );

  const bulkActions = useMemo<BulkAction[]>(() => {
    const run = (action: AliasAction) => (keys: string[]) => bulkAliases(keys, action);
    return [
      { id: "activate", label: t("common:activate"), icon: <IconPlayerPlay size={15} />, run: run("activate") },
      { id: "deactivate", label: t("common:deactivate"), icon: <IconPlayerPause size={15} />, run: run("deactivate") },
      {
        id: "expand",
        label: t("expand"),
        icon: <IconArrowsSplit2 size={15} />,
        confirm: (count) => ({
          title: t("bulk.expand.title", { count, shown: format.number(count) }),
          text: t("bulk.expand.text"),
          verb: t("expand.verb"),
        }),
        run: run("expand"),
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
        run: run("delete"),
      },
    ];
  }, [t, format]);

  const rowActions = (row: Alias): RowAction<Alias>[] => [
    actions.edit(() => {
      dialog.edit(String(row.id));
    }),
    actions.active(row.active, () => void setActive(row, !row.active)),
    ...(row.primary_domain === null
      ? [
          {
            id: "expand",
            label: t("expand"),
            icon: <IconArrowsSplit2 size={16} />,
            run: () => {
              setAsking({ kind: "expand", alias: row });
            },
          },
        ]
      : []),
    actions.remove(() => {
      setAsking({ kind: "delete", alias: row });
    }),
  ];

  const add = <AddButton label={t("add")} onClick={dialog.add} />;

  return (
    <Page title={t("title")} lead={t("lead")} actions={mayWrite ? add : undefined}>
      <p className={classes.note}>
        <IconInfoCircle size={16} aria-hidden />
        <span>{t("note")}</span>
      </p>
      <DataTable
        id="aliases"
        name={t("title")}
        source={aliasSource}
        columns={columns}
        filters={filters}
        keyOf={(row) => String(row.id)}
        nameOf={(row) => shownAddress(row.address)}
        onOpen={(row) => void navigate({ to: "/aliases/$id", params: { id: String(row.id) } })}
        {...(mayWrite ? { rowActions, bulkActions } : {})}
        empty={{ title: t("empty.title"), text: t("empty.text"), action: mayWrite ? add : undefined }}
      />
      <AliasForm key={dialog.id} opened={dialog.opened} id={dialog.editing} onClose={dialog.close} />
      {asking?.kind === "delete" && (
        <DeleteAlias
          alias={asking.alias}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
      {asking?.kind === "expand" && (
        <ExpandAlias
          alias={asking.alias}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </Page>
  );
}
