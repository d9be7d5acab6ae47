import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useColumns, type Columns } from "~/components/table/columns";
import { historyColumns } from "~/components/table/history-columns";
import type { Column } from "~/components/table/types";
import { ActiveDot, StateDot, Tags, Usage } from "~/components/values";
import { useFormat } from "~/lib/format";

import type { Domain } from "./queries";
import classes from "./domains.module.css";

/** Every column of the list; the rare ones are hidden until somebody chooses them. */
export function useDomainColumns(): Columns<Domain> {
  const { t } = useTranslation(["domains", "settings", "common"]);
  const format = useFormat();
  return useColumns<Domain>(() => {
    const flag = (
      id: "backup_mx" | "relay_all_recipients" | "relay_unknown_only",
    ): Column<Domain> => ({
      id,
      header: t(`settings:domain.${id}`),
      width: 200,
      hidden: true,
      cell: (row) => (row[id] ? t("common:yes") : t("common:no")),
      value: (row) => row[id],
    });
    const size = (id: "default_quota" | "max_quota" | "quota", header: string, sort?: string): Column<Domain> => ({
      id: id === "quota" ? "limit" : id,
      header,
      ...(sort === undefined ? {} : { sort }),
      width: 150,
      align: "end",
      hidden: true,
      cell: (row) => format.bytes(row[id]),
      value: (row) => row[id],
    });
    const count = (id: "message_count" | "max_mailboxes" | "max_aliases", header: string, sort?: string): Column<Domain> => ({
      id,
      header,
      ...(sort === undefined ? {} : { sort }),
      width: 140,
      align: "end",
      hidden: true,
      cell: (row) => format.number(row[id]),
      value: (row) => row[id],
    });
    return [
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
          t("statistics", { count: row.message_count, messages: format.number(row.message_count), size: format.bytes(row.bytes_used) }),
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
        exported: t("assigned"),
        value: (row) => row.assigned_quota,
      },
      {
        id: "tags",
        header: t("column.tags"),
        width: 132,
        spare: 1,
        cell: (row) => <Tags values={row.tags} most={1} />,
        value: (row) => row.tags.join(" "),
      },
      size("default_quota", t("column.defaultQuota")),
      size("max_quota", t("column.maxQuota")),
      size("quota", t("settings:domain.quota"), "quota"),
      count("message_count", t("column.messages"), "message_count"),
      count("max_mailboxes", t("settings:domain.max_mailboxes")),
      count("max_aliases", t("settings:domain.max_aliases")),
      {
        id: "description",
        header: t("form.description"),
        sort: "description",
        width: 200,
        hidden: true,
        cell: (row) => <bdi title={row.description}>{row.description}</bdi>,
        value: (row) => row.description,
      },
      flag("backup_mx"),
      flag("relay_all_recipients"),
      flag("relay_unknown_only"),
      ...historyColumns(),
    ];
  }, [t, format]);
}
