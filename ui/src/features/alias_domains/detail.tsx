import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AppliedFigure } from "~/components/applied/applied-to";
import { ObjectChanges } from "~/components/changes/object-changes";
import { Column, Effect, History, Setting, SettingGroup, SettingGroups } from "~/components/detail";
import { KeysOf } from "~/components/dkim-record/keys-of";
import { DnsOf } from "~/components/dns/dns-of";
import { Figure, Figures } from "~/components/figures";
import { Missing } from "~/components/missing/missing";
import { ObjectActions } from "~/components/object-actions";
import { OneObject } from "~/components/one-object";
import { Page } from "~/components/page";
import { PageTabs } from "~/components/tabs";
import { ActiveDot } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { DeleteAliasDomain } from "./delete";
import { AliasDomainForm } from "./dialogs";
import { useEffectOf } from "./effect";
import { aliasCount, aliasDomainQuery, type AliasDomain } from "./queries";
import { useAliasDomainSwitch } from "./use-asked-switch";

export function AliasDomainDetail() {
  const { domain: name } = useParams({ from: "/alias-domains/$domain" });
  const found = useQuery(aliasDomainQuery(name));
  return (
    <OneObject found={found} missing={<Missing kind="alias_domain" id={name} />}>
      {({ value }) => <Whole alias={value} />}
    </OneObject>
  );
}

function Whole({ alias }: { alias: AliasDomain }) {
  const { t } = useTranslation(["alias_domains", "settings", "dns", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const mayWrite = useMay("domains_write");
  const [search, change] = useSearchText();
  const [deleting, setDeleting] = useState(false);
  const [switchActive, question] = useAliasDomainSwitch();
  const aliases = useQuery({ ...aliasCount(alias.name), enabled: useMay("aliases_read") }).data;
  return (
    <Page
      title={alias.display_name}
      lead={t("detail.lead", { target: alias.target_domain })}
      actions={
        mayWrite && (
          <ObjectActions
            active={alias.active}
            onEdit={() => {
              change({ edit: alias.name }, "push");
            }}
            onSwitch={() => {
              switchActive(alias);
            }}
            onDelete={() => {
              setDeleting(true);
            }}
          />
        )
      }
    >
      <Figures>
        <Figure name={t("settings:mailbox.state")}>
          <ActiveDot active={alias.active} />
        </Figure>
        <Figure name={t("column.target")}>
          <Link to="/domains/$domain" params={{ domain: alias.target_domain }}>
            <bdi>{alias.target_domain}</bdi>
          </Link>
        </Figure>
        {aliases !== undefined && (
          <Figure name={t("detail.aliases")}>
            {aliases === 0 ? (
              format.number(0)
            ) : (
              <Link to="/aliases" search={{ domain: alias.name }}>
                {format.number(aliases)}
              </Link>
            )}
          </Figure>
        )}
        <AppliedFigure kind="alias_domain" object={alias.name} version={alias.version} />
      </Figures>
      <PageTabs
        label={alias.display_name}
        tabs={[
          { id: "overview", label: t("common:overview"), content: () => <Overview alias={alias} /> },
          { id: "dkim", label: t("group.dkim"), content: () => <KeysOf domain={alias.name} /> },
          { id: "dns", label: t("dns:tab"), content: () => <DnsOf domain={alias.name} /> },
          {
            id: "changes",
            label: t("common:changes"),
            content: () => <ObjectChanges object={alias.name} kind="alias_domain" />,
          },
        ]}
      />
      <AliasDomainForm
        key={search["edit"] ?? ""}
        opened={search["edit"] !== undefined}
        name={alias.name}
        onClose={() => {
          change({ edit: undefined }, "push");
        }}
      />
      {question}
      {deleting && (
        <DeleteAliasDomain
          aliasDomain={alias}
          onClose={() => {
            setDeleting(false);
          }}
          onDeleted={() => void navigate({ to: "/alias-domains" })}
        />
      )}
    </Page>
  );
}

function Overview({ alias }: { alias: AliasDomain }) {
  const { t } = useTranslation(["alias_domains", "settings", "common"]);
  const effectOf = useEffectOf();
  return (
    <Column>
      <Effect sentences={effectOf(alias)} />
      <SettingGroups>
        <SettingGroup title={t("settings:domain.options")}>
          <Setting name={t("column.target")}>
            <bdi>{alias.target_domain}</bdi>
          </Setting>
          <Setting name={t("form.active")} on={alias.active} />
        </SettingGroup>
        <History of={alias} />
      </SettingGroups>
    </Column>
  );
}
