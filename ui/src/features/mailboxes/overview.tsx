import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Column, Columns, Effect, History, Setting, SettingGroup, SettingGroups } from "~/components/detail";
import { mailProtocols } from "~/components/settings/mailbox-choices";
import { Card, Fact, Facts, Tags, When } from "~/components/values";

import { useEffectOf } from "./effect";
import { domainLimits, type Mailbox } from "./queries";

function Settings({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  return (
    <SettingGroups>
      <SettingGroup title={t("group.owner")}>
        <Setting name={t("form.name")}>{mailbox.name === "" ? t("common:none") : <bdi>{mailbox.name}</bdi>}</Setting>
        <Setting name={t("common:tags")}>
          {mailbox.tags.length === 0 ? t("common:none") : <Tags values={mailbox.tags} />}
        </Setting>
      </SettingGroup>
      <SettingGroup title={t("settings:mailbox.protocols")}>
        {mailProtocols.map((protocol) => (
          <Setting
            key={protocol}
            name={t(`settings:mailbox.protocol.${protocol}`)}
            on={mailbox[`${protocol}_access`]}
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
