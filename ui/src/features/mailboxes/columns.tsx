import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { mailProtocols } from "~/components/settings/mailbox-choices";
import { useColumns, type Columns } from "~/components/table/columns";
import { historyColumns } from "~/components/table/history-columns";
import type { Column } from "~/components/table/types";
import { Address, Tags, Usage, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { shownAddress } from "~/lib/idn";

import { lastLogin, useInactiveDomains, type Mailbox } from "./queries";
import { MailboxStateDot } from "./state";
import classes from "./mailboxes.module.css";

/** How much of its quota a mailbox uses, in percent; nothing where there is none. */
const shareOf = (row: Mailbox) => (row.quota === 0 ? null : (row.bytes_used / row.quota) * 100);

/** Every column of the list; the rare ones are hidden until somebody chooses them. */
export function useMailboxColumns(): Columns<Mailbox> {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const format = useFormat();
  const inactive = useInactiveDomains();
  return useColumns<Mailbox>(() => {
    const protocolsOf = (row: Mailbox) => mailProtocols.filter((protocol) => row[`${protocol}_access`]);
    const flag = (id: "tls_enforce_in" | "tls_enforce_out", header: string): Column<Mailbox> => ({
      id,
      header,
      width: 180,
      hidden: true,
      cell: (row) => (row[id] ? t("common:yes") : t("common:no")),
      value: (row) => row[id],
    });
    const login = (id: "last_imap_login" | "last_pop3_login" | "last_smtp_login"): Column<Mailbox> => ({
      id,
      header: t(`column.${id}`),
      width: 150,
      hidden: true,
      cell: (row) => <When at={row[id]} />,
      value: (row) => row[id],
    });
    return [
      {
        id: "address",
        header: t("column.address"),
        sort: "address",
        width: 240,
        grow: 2,
        cell: (row) => (
          <Link to="/mailboxes/$address" params={{ address: row.address }} className={classes.address}>
            <Address value={row.address} />
          </Link>
        ),
        value: (row) => row.address,
      },
      {
        id: "name",
        header: t("form.name"),
        sort: "name",
        width: 152,
        grow: 1,
        spare: 3,
        cell: (row) => <bdi title={row.name}>{row.name}</bdi>,
        value: (row) => row.name,
      },
      {
        id: "domain",
        header: t("column.domain"),
        sort: "domain",
        width: 180,
        hidden: true,
        cell: (row) => <bdi title={shownAddress(row.domain)}>{shownAddress(row.domain)}</bdi>,
        value: (row) => row.domain,
      },
      {
        id: "state",
        phone: "line",
        header: t("column.state"),
        sort: "state",
        width: 140,
        cell: (row) => <MailboxStateDot state={row.state} domainIsOff={inactive.has(row.domain)} />,
        value: (row) => row.state,
      },
      {
        id: "quota",
        phone: "line",
        header: t("settings:mailbox.quota"),
        sort: "bytes_used",
        width: 160,
        cell: (row) => (
          <Usage used={row.bytes_used} total={row.quota} label={`${t("settings:mailbox.quota")}: ${row.address}`} />
        ),
        exported: t("column.used"),
        value: (row) => row.bytes_used,
      },
      {
        id: "limit",
        header: t("column.limit"),
        exported: t("settings:mailbox.quota"),
        sort: "quota",
        width: 120,
        align: "end",
        hidden: true,
        cell: (row) => (row.quota === 0 ? t("common:unlimited") : format.bytes(row.quota)),
        value: (row) => row.quota,
      },
      {
        id: "percent",
        header: t("column.percent"),
        sort: "quota_used",
        width: 110,
        align: "end",
        hidden: true,
        cell: (row) => {
          const share = shareOf(row);
          return share === null ? "—" : format.percent(share);
        },
        value: shareOf,
      },
      {
        id: "messages",
        header: t("column.messages"),
        sort: "message_count",
        width: 100,
        spare: 2,
        align: "end",
        cell: (row) => format.number(row.message_count),
        value: (row) => row.message_count,
      },
      {
        id: "last_login",
        header: t("column.last_login"),
        sort: "last_login",
        width: 132,
        spare: 4,
        cell: (row) => <When at={lastLogin(row)} />,
        value: lastLogin,
      },
      login("last_imap_login"),
      login("last_pop3_login"),
      login("last_smtp_login"),
      {
        id: "protocols",
        header: t("settings:mailbox.protocols"),
        width: 320,
        hidden: true,
        cell: (row) =>
          protocolsOf(row)
            .map((protocol) => t(`settings:mailbox.protocol.${protocol}`))
            .join(" · ") || t("common:none"),
        value: (row) => protocolsOf(row).join(" "),
      },
      flag("tls_enforce_in", t("settings:mailbox.tls_in")),
      flag("tls_enforce_out", t("settings:mailbox.tls_out")),
      {
        id: "senders",
        header: t("form.senders"),
        width: 200,
        hidden: true,
        cell: (row) => <Tags values={row.sender_acl.map(shownAddress)} most={1} />,
        value: (row) => row.sender_acl.join(" "),
      },
      {
        id: "tags",
        header: t("common:tags"),
        width: 112,
        spare: 1,
        cell: (row) => <Tags values={row.tags} most={1} />,
        value: (row) => row.tags.join(" "),
      },
      {
        id: "password_changed",
        header: t("column.password_changed"),
        width: 170,
        hidden: true,
        cell: (row) => <When at={row.password_changed} />,
        value: (row) => row.password_changed,
      },
      ...historyColumns(),
    ];
  }, [t, format, inactive]);
}
