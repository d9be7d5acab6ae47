import { Button } from "@mantine/core";
import { IconEdit, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ObjectChanges } from "~/components/changes/object-changes";
import { Figure, Figures } from "~/components/figures";
import { Page } from "~/components/page";
import { ErrorState } from "~/components/states";
import { PageTabs } from "~/components/tabs";
import { ActiveDot, Card, Fact, Facts, StateDot, Tags, Usage, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { DeleteDomain } from "./delete";
import { DomainForm } from "./dialogs";
import { DnsOf } from "./dns";
import { useEffectOf } from "./effect";
import { AliasDomainsOf, AliasesIn, DkimOf, MailboxesIn } from "./parts";
import { domainQuery, useSetActive, type Domain } from "./queries";
import classes from "./domains.module.css";

export function DomainDetail() {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const { domain: name } = useParams({ from: "/domains/$domain" });
  const mayWrite = useMay("domains_write");
  const [search, change] = useSearchText();
  const [deleting, setDeleting] = useState(false);
  const setActive = useSetActive();
  const found = useQuery(domainQuery(name));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const domain = found.data?.value;
  if (domain === undefined) return null;
  return (
    <Page
      title={domain.display_name}
      lead={domain.description === domain.name ? undefined : <bdi>{domain.description}</bdi>}
      actions={
        mayWrite && (
          <>
            <Button
              leftSection={<IconEdit size={16} />}
              onClick={() => {
                change({ edit: domain.name }, "push");
              }}
            >
              {t("common:edit")}
            </Button>
            <Button
              variant="default"
              leftSection={domain.active ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
              onClick={() => void setActive(domain, !domain.active)}
            >
              {domain.active ? t("deactivate") : t("activate")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconTrash size={16} />}
              onClick={() => {
                setDeleting(true);
              }}
            >
              {t("common:delete")}
            </Button>
          </>
        )
      }
    >
      <Figures>
        <Figure name={t("column.status")}>
          {domain.active && domain.backup_mx ? (
            <StateDot tone="info">{t("relay")}</StateDot>
          ) : (
            <ActiveDot active={domain.active} />
          )}
        </Figure>
        <Figure name={t("column.mailboxes")} wide>
          <Usage
            used={domain.mailbox_count}
            total={domain.max_mailboxes}
            show={format.number}
            label={t("column.mailboxes")}
          />
        </Figure>
        <Figure name={t("column.aliases")} wide>
          <Usage used={domain.alias_count} total={domain.max_aliases} show={format.number} label={t("column.aliases")} />
        </Figure>
        <Figure name={t("assigned")} wide>
          <Usage used={domain.assigned_quota} total={domain.quota} label={t("assigned")} />
        </Figure>
        <Figure name={t("stored")}>
          {t("statistics", { messages: format.number(domain.message_count), size: format.bytes(domain.bytes_used) })}
        </Figure>
      </Figures>
      <PageTabs
        label={domain.display_name}
        tabs={[
          { id: "overview", label: t("tab.overview"), content: () => <Overview domain={domain} /> },
          { id: "mailboxes", label: t("column.mailboxes"), content: () => <MailboxesIn domain={domain} /> },
          { id: "aliases", label: t("column.aliases"), content: () => <AliasesIn domain={domain} /> },
          { id: "alias-domains", label: t("tab.aliasDomains"), content: () => <AliasDomainsOf domain={domain} /> },
          { id: "dkim", label: t("tab.dkim"), content: () => <DkimOf domain={domain} /> },
          { id: "dns", label: t("dns.title"), content: () => <DnsOf domain={domain} /> },
          {
            id: "changes",
            label: t("tab.changes"),
            content: () => <ObjectChanges object={domain.name} kind="domain" />,
          },
        ]}
      />
      <DomainForm
        key={search["edit"] ?? ""}
        opened={search["edit"] !== undefined}
        name={domain.name}
        onClose={() => {
          change({ edit: undefined }, "push");
        }}
      />
      {deleting && (
        <DeleteDomain
          domain={domain}
          onClose={() => {
            setDeleting(false);
          }}
          onDeleted={() => void navigate({ to: "/domains" })}
        />
      )}
    </Page>
  );
}

function Overview({ domain }: { domain: Domain }) {
  const { t } = useTranslation(["domains", "settings", "common"]);
  const format = useFormat();
  const effectOf = useEffectOf();
  return (
    <div className={classes.columns}>
      <Card title={t("effect.title")}>
        <ul className={classes.effect}>
          {effectOf(domain).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Card>
      <Card title={t("settings")}>
        <Facts>
          <Fact name={t("column.defaultQuota")}>{format.bytes(domain.default_quota)}</Fact>
          <Fact name={t("column.maxQuota")}>{format.bytes(domain.max_quota)}</Fact>
          <Fact name={t("column.tags")}>
            {domain.tags.length === 0 ? t("common:none") : <Tags values={domain.tags} />}
          </Fact>
          <Fact name={t("column.created")}>
            <When at={domain.created} />
          </Fact>
          <Fact name={t("column.modified")}>
            <When at={domain.modified} />
          </Fact>
        </Facts>
      </Card>
    </div>
  );
}
