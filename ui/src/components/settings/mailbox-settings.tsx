import { Radio, Stack, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { FormGroup } from "~/components/form/form-drawer";

import type { Bind } from "./fields";
import { mailboxPermissions, mailboxStates, mailProtocols } from "./mailbox-choices";
import classes from "./settings.module.css";

/** What a mailbox and a template for mailboxes both have. */
export type MailboxSettings = Required<Schema["MailboxAttributes"]>;

/** As the template "Default" of a new server has them. */
export const freshMailboxSettings: MailboxSettings = {
  tags: [],
  quota: 0,
  tagged_mail_handler: "none",
  quarantine_notification: "hourly",
  quarantine_category: "reject",
  rate_limit_value: 0,
  rate_limit_frame: "second",
  force_password_change: false,
  force_second_factor: false,
  sogo_access: true,
  state: "active",
  tls_enforce_in: false,
  tls_enforce_out: false,
  imap_access: true,
  pop3_access: true,
  smtp_access: true,
  sieve_access: true,
  eas_access: true,
  dav_access: true,
  permissions: mailboxPermissions.filter((name) => name !== "syncjobs" && name !== "sogo_profile_reset"),
};

interface Props {
  bind: Bind<MailboxSettings>;
  /** More, after the usual settings. */
  children?: ReactNode;
}

/** The fields of a mailbox's settings, in the order in which mail administrators know them. */
export function MailboxSettingsFields({ bind, children }: Props) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <>
      <FormGroup title={t("mailbox.encryption")}>
        <Switch
          label={t("mailbox.tls_in")}
          description={t("mailbox.tls_in.help")}
          {...bind("tls_enforce_in", "checkbox")}
        />
        <Switch
          label={t("mailbox.tls_out")}
          description={t("mailbox.tls_out.help")}
          {...bind("tls_enforce_out", "checkbox")}
        />
      </FormGroup>

      <FormGroup title={t("mailbox.protocols")} help={t("mailbox.protocols.help")}>
        <div className={classes.pairs}>
          {mailProtocols.map((protocol) => (
            <Switch
              key={protocol}
              label={t(`mailbox.protocol.${protocol}`)}
              description={t(`mailbox.protocol.${protocol}.help`)}
              {...bind(`${protocol}_access`, "checkbox")}
            />
          ))}
        </div>
      </FormGroup>

      <FormGroup title={t("mailbox.options")}>
        <Radio.Group aria-label={t("mailbox.state")} {...bind("state")}>
          <Stack gap="sm">
            {mailboxStates.map((state) => (
              <Radio
                key={state}
                value={state}
                label={t(`mailbox.state.${state}`)}
                description={t(`mailbox.state.${state}.help`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      </FormGroup>

      {children}
    </>
  );
}
