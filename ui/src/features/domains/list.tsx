import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { AddButton } from "~/components/add-button";
import { Page } from "~/components/page";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import { useRowActions } from "~/components/table/row-actions";
import type { Filter } from "~/components/table/types";
import { useListDialog } from "~/components/table/use-list-dialog";
import { ActiveDot, StateDot, Tags, Usage, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";

import { useDomainBulk } from "./bulk";
import { DeleteDomain } from "./delete";
import { DomainForm } from "./dialogs";
import { domainSource, useSetActive, type Domain } from "./queries";
import classes from "./domains.module.css";

export function DomainList() {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const setActive = useSetActive();
  const bulkActions = useDomainBulk();
  const mayWrite = useMay("domains_write");
  const dialog = useListDialog();
  const actions = useRowActions();
  const [deleting, setDeleting] = useState<Domain | undefined>();

  const columns = useColumns<Domain>(
    () => [
      {
        id: "domain",
        header: t("column.domain"),
        sort: "name",
        width: 220,
        grow: 2,
        cell: (row) => (
          <span className={classes.name}>
            <Link to="/domains/$domain" params={{ domain: row.name }} title={row.display_name}>
              <bdi>{row.display_name}</bdi>
            </Link>
            {row.description !== "" && row.description !== row.name && (
              <bdi className={classes.description} title={row.description}>
                {row.description}
              </bdi>
            )}
          </span>
        ),
        value: (row) => row.name,
      },
      {
        id: "status",
        phone: "line",
        header: t("column.status"),
        sort: "active",
        width: 130,
        cell: (row) =>
          row.active && row.backup_mx ? <StateDot tone="info">{t("relay")}</StateDot> : <ActiveDot active={row.active} />,
        value: (row) => (row.active ? "active" : "inactive"),
      },
      {
        id: "mailboxes",
        header: t("column.mailboxes"),
        sort: "mailbox_count",
        width: 116,
        spare: 4,
        cell: (row) => (
          <Usage
            used={row.mailbox_count}
            total={row.max_mailboxes}
            show={format.number}
            label={`${t("column.mailboxes")}: ${row.name}`}
          />
        ),
        value: (row) => row.mailbox_count,
      },
      {
        id: "aliases",
        header: t("column.aliases"),
        sort: "alias_count",
        width: 112,
        spare: 3,
        cell: (row) => (
          <Usage
            used={row.alias_count}
            total={row.max_aliases}
            show={format.number}
            label={`${t("column.aliases")}: ${row.name}`}
          />
        ),
        value: (row) => row.alias_count,
      },
      {
        id: "statistics",
        phone: "line",
        header: t("column.statistics"),
        sort: "bytes_used",
        width: 168,
        spare: 2,
        cell: (row) =>
          t("statistics", { messages: format.number(row.message_count), size: format.bytes(row.bytes_used) }),
        value: (row) => row.bytes_used,
      },
      {
        id: "quota",
        header: t("column.quota"),
        sort: "assigned_quota",
        width: 160,
        spare: 5,
        cell: (row) => (
          <Usage used={row.assigned_quota} total={row.quota} label={`${t("column.quota")}: ${row.name}`} />
        ),
        value: (row) => row.assigned_quota,
      },
      {
        id: "tags",
        header: t("column.tags"),
        width: 132,
        spare: 1,
        cell: (row) => <Tags values={row.tags} />,
        value: (row) => row.tags.join(" "),
      },
      {
        id: "rate_limit",
        header: t("column.rateLimit"),
        width: 150,
        hidden: true,
        cell: (row) =>
          row.rate_limit_value === 0
            ? t("common:rate.none")
            : t(`common:rate.say.${row.rate_limit_frame}`, { value: format.number(row.rate_limit_value) }),
        value: (row) => row.rate_limit_value,
      },
      {
        id: "default_quota",
        header: t("column.defaultQuota"),
        width: 140,
        align: "end",
        hidden: true,
        cell: (row) => format.bytes(row.default_quota),
        value: (row) => row.default_quota,
      },
      {
        id: "max_quota",
        header: t("column.maxQuota"),
        width: 140,
        align: "end",
        hidden: true,
        cell: (row) => format.bytes(row.max_quota),
        value: (row) => row.max_quota,
      },
      {
        id: "created",
        header: t("column.created"),
        sort: "created",
        width: 140,
        hidden: true,
        cell: (row) => <When at={row.created} />,
        value: (row) => row.created,
      },
      {
        id: "modified",
        header: t("column.modified"),
        width: 140,
        hidden: true,
        cell: (row) => <When at={row.modified} />,
        value: (row) => row.modified,
      },
    ],
    [t, format],
  );

  const filters = useMemo<Filter[]>(
    () => [
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
        id: "relay",
        label: t("filter.relay"),
        choices: [
          { value: "yes", label: t("filter.relay.yes") },
          { value: "no", label: t("filter.relay.no") },
        ],
        say: (value) => (value === "yes" ? t("filter.relay.yes") : t("filter.relay.no")),
      },
      {
        id: "tag",
        label: t("filter.tag"),
        placeholder: t("filter.tag.placeholder"),
        say: (value) => t("filter.tag.say", { value }),
      },
    ],
    [t],
  );

  const add = <AddButton label={t("add")} onClick={dialog.add} />;

  return (
    <Page title={t("title")} lead={t("lead")} actions={mayWrite ? add : undefined}>
      <DataTable
        id="domains"
        name={t("title")}
        source={domainSource}
        columns={columns}
        filters={filters}
        keyOf={(row) => row.name}
        nameOf={(row) => row.display_name}
        onOpen={(row) => void navigate({ to: "/domains/$domain", params: { domain: row.name } })}
        {...(mayWrite
          ? {
              bulkActions,
              rowActions: (row: Domain) => [
                actions.edit(() => {
                  dialog.edit(row.name);
                }),
                actions.active(row.active, row.active ? t("deactivate") : t("activate"), () => void setActive(row, !row.active)),
                actions.remove(() => {
                  setDeleting(row);
                }),
              ],
            }
          : {})}
        empty={{ title: t("empty.title"), text: t("empty.text"), action: mayWrite ? add : undefined }}
      />
      <DomainForm key={dialog.id} opened={dialog.opened} name={dialog.editing} onClose={dialog.close} />
      {deleting !== undefined && (
        <DeleteDomain
          domain={deleting}
          onClose={() => {
            setDeleting(undefined);
          }}
        />
      )}
    </Page>
  );
}
