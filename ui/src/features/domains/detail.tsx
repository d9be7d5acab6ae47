import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AppliedFigure } from "~/components/applied/applied-to";
import { ObjectChanges } from "~/components/changes/object-changes";
import { KeysOf } from "~/components/dkim-record/keys-of";
import { DnsOf } from "~/components/dns/dns-of";
import { Figure, Figures } from "~/components/figures";
import { Missing } from "~/components/missing/missing";
import { ObjectActions } from "~/components/object-actions";
import { OneObject } from "~/components/one-object";
import { Page } from "~/components/page";
import { PageTabs } from "~/components/tabs";
import { ActiveDot, StateDot, Usage } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { DeleteDomain } from "./delete";
import { DomainForm } from "./dialogs";
import { Overview } from "./overview";
import { AliasDomainsOf, AliasesIn, MailboxesIn } from "./parts";
import { domainQuery, type Domain } from "./queries";
import { useDomainSwitch } from "./use-asked-switch";

export function DomainDetail() {
  const { domain: name } = useParams({ from: "/domains/$domain" });
  const found = useQuery(domainQuery(name));
  return (
    <OneObject found={found} missing={<Missing kind="domain" id={name} />}>
      {({ value }) => <Whole domain={value} />}
    </OneObject>
  );
}

function Whole({ domain }: { domain: Domain }) {
  const { t } = useTranslation(["domains", "dns", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const mayWrite = useMay("domains_write");
  const [search, change] = useSearchText();
  const [deleting, setDeleting] = useState(false);
  const [switchActive, question] = useDomainSwitch();
  return (
    <Page
      title={domain.display_name}
      lead={domain.description === domain.name ? undefined : <bdi>{domain.description}</bdi>}
      actions={
        mayWrite && (
          <ObjectActions
            active={domain.active}
            onEdit={() => {
              change({ edit: domain.name }, "push");
            }}
            onSwitch={() => {
              switchActive(domain);
            }}
            onDelete={() => {
              setDeleting(true);
            }}
          />
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
          {t("statistics", { count: domain.message_count, messages: format.number(domain.message_count), size: format.bytes(domain.bytes_used) })}
        </Figure>
        <AppliedFigure kind="domain" object={domain.name} version={domain.version} />
      </Figures>
      <PageTabs
        label={domain.display_name}
        tabs={[
          { id: "overview", label: t("common:overview"), content: () => <Overview domain={domain} /> },
          { id: "mailboxes", label: t("column.mailboxes"), content: () => <MailboxesIn domain={domain} /> },
          { id: "aliases", label: t("column.aliases"), content: () => <AliasesIn domain={domain} /> },
          { id: "alias-domains", label: t("tab.aliasDomains"), content: () => <AliasDomainsOf domain={domain} /> },
          { id: "dkim", label: t("tab.dkim"), content: () => <KeysOf domain={domain.name} /> },
          { id: "dns", label: t("dns:tab"), content: () => <DnsOf domain={domain.name} /> },
          {
            id: "changes",
            label: t("common:changes"),
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
      {question}
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
