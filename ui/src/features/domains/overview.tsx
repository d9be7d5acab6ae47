import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Column, Effect, History, Setting, SettingGroup, SettingGroups } from "~/components/detail";
import { keysOf } from "~/components/dkim-record/keys-of";
import { Tags } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";

import { useEffectOf } from "./effect";
import { aliasDomainsOf, type Domain } from "./queries";

/** What a domain does, and everything that is set for it. */
export function Overview({ domain }: { domain: Domain }) {
  const { t } = useTranslation(["domains", "settings", "common"]);
  const format = useFormat();
  const effectOf = useEffectOf();
  const aliasDomains = useQuery(aliasDomainsOf(domain.name)).data;
  const keys = useQuery({ ...keysOf(domain.name), enabled: useMay("dkim_read") }).data?.keys;
  return (
    <Column>
      <Effect sentences={effectOf(domain, { aliasDomains, keys })} />
      <SettingGroups>
        <SettingGroup title={t("settings:domain.limits")}>
          <Setting name={t("settings:domain.max_mailboxes")}>{format.number(domain.max_mailboxes)}</Setting>
          <Setting name={t("settings:domain.max_aliases")}>{format.number(domain.max_aliases)}</Setting>
          <Setting name={t("settings:domain.default_quota")}>{format.bytes(domain.default_quota)}</Setting>
          <Setting name={t("settings:domain.max_quota")}>{format.bytes(domain.max_quota)}</Setting>
          <Setting name={t("settings:domain.quota")}>{format.bytes(domain.quota)}</Setting>
        </SettingGroup>
        <SettingGroup title={t("settings:domain.options")}>
          <Setting name={t("settings:domain.active")} on={domain.active} />
        </SettingGroup>
        <SettingGroup title={t("settings:domain.relay")}>
          <Setting name={t("settings:domain.backup_mx")} on={domain.backup_mx} />
          <Setting name={t("settings:domain.relay_all_recipients")} on={domain.relay_all_recipients} />
          <Setting name={t("settings:domain.relay_unknown_only")} on={domain.relay_unknown_only} />
        </SettingGroup>
        <SettingGroup title={t("about")}>
          <Setting name={t("form.description")}>
            <bdi>{domain.description}</bdi>
          </Setting>
          <Setting name={t("column.tags")}>
            {domain.tags.length === 0 ? t("common:none") : <Tags values={domain.tags} />}
          </Setting>
        </SettingGroup>
        <History of={domain} />
      </SettingGroups>
    </Column>
  );
}
