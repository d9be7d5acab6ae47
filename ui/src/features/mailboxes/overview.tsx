import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Column, Columns, Effect, History, Setting, SettingGroup, SettingGroups } from "~/components/detail";
import { allProtocols, groupwareProtocols, mailboxPermissions } from "~/components/settings/mailbox-choices";
import { useRateWords } from "~/components/settings/rate-words";
import { Card, Fact, Facts, Tags, When } from "~/components/values";
import { useFormat } from "~/lib/format";

import { useEffectOf } from "./effect";
import { domainLimits, type Mailbox } from "./queries";

const isLater = (protocol: string) => groupwareProtocols.some((one) => one === protocol);

function Settings({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const format = useFormat();
  const rate = useRateWords();
  const later = t("settings:later");
  const given = mailboxPermissions.filter((name) => mailbox.permissions.includes(name));
  const attributes = Object.entries(mailbox.custom_attributes);
  return (
    <SettingGroups>
      <SettingGroup title={t("group.owner")}>
        <Setting name={t("form.name")}>{mailbox.name === "" ? t("common:none") : <bdi>{mailbox.name}</bdi>}</Setting>
        <Setting name={t("settings:mailbox.auth")}>{t(`settings:mailbox.auth.${mailbox.auth_source}`)}</Setting>
        <Setting name={t("settings:mailbox.recovery")} note={later}>
          {mailbox.recovery_address === "" ? t("common:none") : <bdi>{mailbox.recovery_address}</bdi>}
        </Setting>
        <Setting name={t("common:tags")}>
          {mailbox.tags.length === 0 ? t("common:none") : <Tags values={mailbox.tags} />}
        </Setting>
      </SettingGroup>
      <SettingGroup title={t("settings:mailbox.protocols")}>
        {allProtocols.map((protocol) => (
          <Setting
            key={protocol}
            name={t(`settings:mailbox.protocol.${protocol}`)}
            on={mailbox[`${protocol}_access`]}
            {...(isLater(protocol) ? { note: later } : {})}
          />
        ))}
      </SettingGroup>
      <SettingGroup title={t("settings:mailbox.encryption")}>
        <Setting name={t("settings:mailbox.tls_in")} on={mailbox.tls_enforce_in} />
        <Setting name={t("settings:mailbox.tls_out")} on={mailbox.tls_enforce_out} />
      </SettingGroup>
      <SettingGroup title={t("group.sending")}>
        <Setting name={t("form.senders")}>
          {mailbox.sender_acl.length === 0 ? t("form.senders.placeholder") : <Tags values={mailbox.sender_acl} />}
        </Setting>
        <Setting name={t("settings:rateLimit")} note={later}>
          {rate(mailbox)}
        </Setting>
        <Setting name={t("settings:mailbox.relay")} note={later}>
          {mailbox.relay_host === 0 ? t("common:none") : String(mailbox.relay_host)}
        </Setting>
      </SettingGroup>
      <SettingGroup title={t("group.receiving")} help={later}>
        <Setting name={t("settings:mailbox.tagged")}>{t(`settings:mailbox.tagged.${mailbox.tagged_mail_handler}`)}</Setting>
        <Setting name={t("settings:mailbox.notification")}>
          {t(`settings:mailbox.notification.${mailbox.quarantine_notification}`)}
        </Setting>
        <Setting name={t("settings:mailbox.category")}>
          {t(`settings:mailbox.category.${mailbox.quarantine_category}`)}
        </Setting>
      </SettingGroup>
      <SettingGroup title={t("settings:mailbox.options")} help={later}>
        <Setting name={t("settings:mailbox.force_password")} on={mailbox.force_password_change} />
        <Setting name={t("settings:mailbox.force_factor")} on={mailbox.force_second_factor} />
        <Setting name={t("settings:mailbox.sogo")} on={mailbox.sogo_access} />
      </SettingGroup>
      <SettingGroup title={t("settings:mailbox.permissions")} help={t("settings:mailbox.permissions.help")}>
        <Setting
          name={t("settings:mailbox.permissions.given", {
            given: format.number(given.length),
            all: format.number(mailboxPermissions.length),
          })}
        >
          {format.list(given.map((name) => t(`settings:mailbox.permission.${name}`)))}
        </Setting>
      </SettingGroup>
      <SettingGroup title={t("settings:mailbox.attributes")} help={later}>
        {attributes.length === 0 ? (
          <Setting name={t("common:none")} />
        ) : (
          attributes.map(([name, value]) => (
            <Setting key={name} name={name}>
              <bdi>{value}</bdi>
            </Setting>
          ))
        )}
      </SettingGroup>
      <History of={mailbox} />
    </SettingGroups>
  );
}

/** What a mailbox does, who used it when, and everything that is set for it. */
export function Overview({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation(["mailboxes", "settings"]);
  const effectOf = useEffectOf();
  const domain = useQuery(domainLimits(mailbox.domain)).data;
  return (
    <Column>
      <Columns>
        <Effect sentences={effectOf(mailbox, domain)} />
        <Card title={t("logins")}>
          <Facts>
            <Fact name={t("settings:mailbox.protocol.imap")}>
              <When at={mailbox.last_imap_login} />
            </Fact>
            <Fact name={t("settings:mailbox.protocol.pop3")}>
              <When at={mailbox.last_pop3_login} />
            </Fact>
            <Fact name={t("settings:mailbox.protocol.smtp")}>
              <When at={mailbox.last_smtp_login} />
            </Fact>
            <Fact name={t("column.password_changed")}>
              <When at={mailbox.password_changed} />
            </Fact>
          </Facts>
        </Card>
      </Columns>
      <Settings mailbox={mailbox} />
    </Column>
  );
}
