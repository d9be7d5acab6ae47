import { Checkbox, Radio, Select, Stack, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { Advanced, FormGroup, FormRow } from "~/components/form/form-drawer";
import { RateLimitInput } from "~/components/form/rate-limit-input";
import { useFormat } from "~/lib/format";

import { errorOf, type Bind } from "./fields";
import { allProtocols, categories, frequencies, mailboxPermissions, mailboxStates } from "./mailbox-choices";
import classes from "./settings.module.css";

/** What a mailbox and a template for mailboxes both have. */
export type MailboxSettings = Required<Schema["MailboxAttributes"]>;

const tagHandlers = ["none", "subject", "subfolder"] as const;

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
  values: MailboxSettings;
  bind: Bind<MailboxSettings>;
  /** Sets fields that no input binds by itself. */
  set: (patch: Partial<MailboxSettings>) => void;
  /** More, after the usual settings. */
  children?: ReactNode;
}

/** The fields of a mailbox's settings, in the order in which mail administrators know them. */
export function MailboxSettingsFields({ values, bind, set, children }: Props) {
  const { t } = useTranslation(["settings", "common"]);
  const format = useFormat();
  return (
    <>
      <FormGroup title={t("mailbox.tagged")} help={t("later")}>
        <Select
          aria-label={t("mailbox.tagged")}
          description={t("mailbox.tagged.help")}
          allowDeselect={false}
          data={tagHandlers.map((value) => ({ value, label: t(`mailbox.tagged.${value}`) }))}
          {...bind("tagged_mail_handler")}
        />
      </FormGroup>

      <FormGroup title={t("mailbox.quarantine")} help={t("later")}>
        <FormRow>
          <Select
            label={t("mailbox.notification")}
            allowDeselect={false}
            data={frequencies.map((value) => ({ value, label: t(`mailbox.notification.${value}`) }))}
            {...bind("quarantine_notification")}
          />
          <Select
            label={t("mailbox.category")}
            allowDeselect={false}
            data={categories.map((value) => ({ value, label: t(`mailbox.category.${value}`) }))}
            {...bind("quarantine_category")}
          />
        </FormRow>
      </FormGroup>

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
          {allProtocols.map((protocol) => (
            <Switch
              key={protocol}
              label={t(`mailbox.protocol.${protocol}`)}
              description={t(`mailbox.protocol.${protocol}.help`)}
              {...bind(`${protocol}_access`, "checkbox")}
            />
          ))}
        </div>
      </FormGroup>

      <Advanced
        title={t("mailbox.permissions")}
        summary={t("mailbox.permissions.given", {
          given: format.number(values.permissions.length),
          all: format.number(mailboxPermissions.length),
        })}
      >
        <FormGroup help={t("mailbox.permissions.help")}>
          <Checkbox.Group
            aria-label={t("mailbox.permissions")}
            value={values.permissions}
            onChange={(chosen: string[]) => {
              set({ permissions: chosen });
            }}
            {...errorOf(bind("permissions"))}
          >
            <div className={classes.pairs}>
              {mailboxPermissions.map((name) => (
                <Checkbox key={name} value={name} label={t(`mailbox.permission.${name}`)} />
              ))}
            </div>
          </Checkbox.Group>
        </FormGroup>
      </Advanced>

      <FormGroup title={t("rateLimit")} help={t("later")}>
        <RateLimitInput
          value={values.rate_limit_value}
          frame={values.rate_limit_frame}
          onValue={(value) => {
            set({ rate_limit_value: value });
          }}
          onFrame={(frame) => {
            set({ rate_limit_frame: frame });
          }}
          {...errorOf(bind("rate_limit_value"))}
        />
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
        <Checkbox
          label={t("mailbox.force_password")}
          description={t("mailbox.portal.help")}
          {...bind("force_password_change", "checkbox")}
        />
        <Checkbox
          label={t("mailbox.force_factor")}
          description={t("mailbox.portal.help")}
          {...bind("force_second_factor", "checkbox")}
        />
        <Checkbox
          label={t("mailbox.sogo")}
          description={t("mailbox.sogo.help")}
          {...bind("sogo_access", "checkbox")}
        />
      </FormGroup>

      {children}
    </>
  );
}
