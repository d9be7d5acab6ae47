import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { allProtocols, mailboxPermissions } from "~/components/settings/mailbox-choices";
import { useColumns, type Columns } from "~/components/table/columns";
import { rateValue, useRateWords } from "~/components/settings/rate-words";
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
  const rateOf = useRateWords();
  const inactive = useInactiveDomains();
  return useColumns<Mailbox>(() => {
    const protocolsOf = (row: Mailbox) => allProtocols.filter((protocol) => row[`${protocol}_access`]);
    const flag = (
      id: "tls_enforce_in" | "tls_enforce_out" | "sogo_access" | "force_password_change" | "force_second_factor",
      header: string,
    ): Column<Mailbox> => ({
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
      {
        id: "rate_limit",
        header: t("settings:rateLimit"),
        width: 170,
        hidden: true,
        cell: rateOf,
        value: rateValue,
      },
      {
        id: "quarantine_notification",
        header: t("settings:mailbox.notification"),
        width: 190,
        hidden: true,
        cell: (row) => t(`settings:mailbox.notification.${row.quarantine_notification}`),
        value: (row) => row.quarantine_notification,
      },
      {
        id: "quarantine_category",
        header: t("settings:mailbox.category"),
        width: 190,
        hidden: true,
        cell: (row) => t(`settings:mailbox.category.${row.quarantine_category}`),
        value: (row) => row.quarantine_category,
      },
      flag("tls_enforce_in", t("settings:mailbox.tls_in")),
      flag("tls_enforce_out", t("settings:mailbox.tls_out")),
      {
        id: "tagged",
        header: t("settings:mailbox.tagged"),
        width: 200,
        hidden: true,
        cell: (row) => t(`settings:mailbox.tagged.${row.tagged_mail_handler}`),
        value: (row) => row.tagged_mail_handler,
      },
      {
        id: "auth_source",
        header: t("settings:mailbox.auth"),
        width: 150,
        hidden: true,
        cell: (row) => t(`settings:mailbox.auth.${row.auth_source}`),
        value: (row) => row.auth_source,
      },
      {
        id: "recovery_address",
        header: t("settings:mailbox.recovery"),
        width: 220,
        hidden: true,
        cell: (row) => <Address value={row.recovery_address} />,
        value: (row) => row.recovery_address,
      },
      {
        id: "relay_host",
        header: t("settings:mailbox.relay"),
        width: 140,
        hidden: true,
        cell: (row) => (row.relay_host === 0 ? t("common:none") : t("settings:relayHost", { id: String(row.relay_host) })),
        value: (row) => (row.relay_host === 0 ? null : row.relay_host),
      },
      {
        id: "permissions",
        header: t("settings:mailbox.permissions"),
        width: 160,
        hidden: true,
        cell: (row) =>
          t("settings:mailbox.permissions.given", {
            given: format.number(row.permissions.length),
            all: format.number(mailboxPermissions.length),
          }),
        value: (row) => row.permissions.join(" "),
      },
      {
        id: "attributes",
        header: t("settings:mailbox.attributes"),
        width: 200,
        hidden: true,
        cell: (row) => <Tags values={Object.entries(row.custom_attributes).map(([name, value]) => `${name}: ${value}`)} most={1} />,
        value: (row) => JSON.stringify(row.custom_attributes),
      },
      flag("force_password_change", t("settings:mailbox.force_password")),
      flag("force_second_factor", t("settings:mailbox.force_factor")),
      flag("sogo_access", t("settings:mailbox.sogo")),
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
  }, [t, format, rateOf, inactive]);
}
