import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, StateView } from "~/components/states";
import { ActiveDot, Address, Card, Usage } from "~/components/values";
import { useFormat } from "~/lib/format";

import { aliasDomainsOf, aliasesIn, mailboxesIn, type Domain } from "./queries";
import classes from "./domains.module.css";

interface PartProps {
  domain: Domain;
}

interface FirstsProps {
  title: string;
  /** To all of them, in the room that they have. */
  all: ReactNode;
  rows: { key: string; name: ReactNode; more: ReactNode }[];
}

/** The first of many things, and the way to all of them. */
function Firsts({ title, all, rows }: FirstsProps) {
  return (
    <Card title={title}>
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.key}>
            <span className={classes.rowName}>{row.name}</span>
            <span className={classes.rowMore}>{row.more}</span>
          </li>
        ))}
      </ul>
      {all}
    </Card>
  );
}

export function MailboxesIn({ domain }: PartProps) {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const found = useQuery(mailboxesIn(domain.name));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const { items, total } = found.data;
  if (total === 0) {
    return (
      <StateView picture="empty" title={t("part.mailboxes.none")}>
        <Link to="/mailboxes" search={{ domain: domain.name, dialog: "add" }}>
          {t("part.mailboxes.add")}
        </Link>
      </StateView>
    );
  }
  return (
    <Firsts
      title={t("part.mailboxes", { count: total, shown: format.number(total) })}
      all={
        <Link to="/mailboxes" search={{ domain: domain.name }}>
          {t("part.mailboxes.all")}
        </Link>
      }
      rows={items.map((mailbox) => ({
        key: mailbox.address,
        name: (
          <Link to="/mailboxes/$address" params={{ address: mailbox.address }}>
            <Address value={mailbox.address} />
          </Link>
        ),
        more: <Usage used={mailbox.bytes_used} total={mailbox.quota} label={mailbox.address} />,
      }))}
    />
  );
}

export function AliasesIn({ domain }: PartProps) {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const found = useQuery(aliasesIn(domain.name));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const { items, total } = found.data;
  if (total === 0) return <StateView picture="empty" title={t("part.aliases.none")} />;
  return (
    <Firsts
      title={t("part.aliases", { count: total, shown: format.number(total) })}
      all={
        <Link to="/aliases" search={{ domain: domain.name }}>
          {t("part.aliases.all")}
        </Link>
      }
      rows={items.map((alias) => ({
        key: String(alias.id),
        name: (
          <Link to="/aliases/$id" params={{ id: String(alias.id) }}>
            <Address value={alias.address} />
          </Link>
        ),
        more: <ActiveDot active={alias.active} />,
      }))}
    />
  );
}

export function AliasDomainsOf({ domain }: PartProps) {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const found = useQuery(aliasDomainsOf(domain.name));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const { items, total } = found.data;
  if (total === 0) {
    return <StateView picture="empty" title={t("part.aliasDomains.none")} text={t("part.aliasDomains.text")} />;
  }
  return (
    <Firsts
      title={t("part.aliasDomains", { count: total, shown: format.number(total) })}
      all={
        <Link to="/alias-domains" search={{ target: domain.name }}>
          {t("part.aliasDomains.all")}
        </Link>
      }
      rows={items.map((alias) => ({
        key: alias.name,
        name: (
          <Link to="/alias-domains/$domain" params={{ domain: alias.name }}>
            <bdi>{alias.display_name}</bdi>
          </Link>
        ),
        more: <ActiveDot active={alias.active} />,
      }))}
    />
  );
}
