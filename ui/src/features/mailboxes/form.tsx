import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { DomainSelect } from "~/components/form/domain-select";
import { FormDrawer, FormGroup, type Conflict } from "~/components/form/form-drawer";
import { PasswordField } from "~/components/form/password-field";
import { useMailboxPasswordRules } from "~/components/form/password-rules";
import { QuotaInput } from "~/components/form/quota-input";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";
import {
  freshMailboxSettings,
  MailboxSettingsFields,
  type MailboxSettings,
} from "~/components/settings/mailbox-settings";
import { TagsField } from "~/components/settings/tags-field";
import { useFormat } from "~/lib/format";

import {
  createMailbox,
  domainLimits,
  mailboxQuery,
  mailboxTemplates,
  updateMailbox,
  type Mailbox,
} from "./queries";
import { RareFields, type RareValues } from "./rare-fields";
import classes from "./mailboxes.module.css";

type Values = MailboxSettings &
  RareValues & {
    local_part: string;
    domain: string;
    template_id: string;
    name: string;
    password: string;
    auth_source: Mailbox["auth_source"];
    recovery_address: string;
    relay_host: number;
    custom_attributes: Mailbox["custom_attributes"];
  };

/** What a domain gives a new mailbox unless somebody decided otherwise; shown until a domain is chosen. */
const usualQuota = 3_221_225_472;

const fresh: Values = {
  ...freshMailboxSettings,
  local_part: "",
  domain: "",
  template_id: "",
  name: "",
  password: "",
  auth_source: "internal",
  recovery_address: "",
  sender_acl: [],
  relay_host: 0,
  custom_attributes: {},
};

const valuesOf = (mailbox: Mailbox): Values => ({
  local_part: mailbox.local_part,
  domain: mailbox.domain,
  template_id: "",
  name: mailbox.name,
  password: "",
  auth_source: mailbox.auth_source,
  recovery_address: mailbox.recovery_address,
  sender_acl: mailbox.sender_acl,
  relay_host: mailbox.relay_host,
  custom_attributes: mailbox.custom_attributes,
  tags: mailbox.tags,
  quota: mailbox.quota,
  tagged_mail_handler: mailbox.tagged_mail_handler,
  quarantine_notification: mailbox.quarantine_notification,
  quarantine_category: mailbox.quarantine_category,
  rate_limit_value: mailbox.rate_limit_value,
  rate_limit_frame: mailbox.rate_limit_frame,
  force_password_change: mailbox.force_password_change,
  force_second_factor: mailbox.force_second_factor,
  sogo_access: mailbox.sogo_access,
  state: mailbox.state,
  tls_enforce_in: mailbox.tls_enforce_in,
  tls_enforce_out: mailbox.tls_enforce_out,
  imap_access: mailbox.imap_access,
  pop3_access: mailbox.pop3_access,
  smtp_access: mailbox.smtp_access,
  sieve_access: mailbox.sieve_access,
  eas_access: mailbox.eas_access,
  dav_access: mailbox.dav_access,
  permissions: mailbox.permissions,
});

export interface MailboxFormProps {
  opened: boolean;
  /** The mailbox to edit; without one, a new one is added. */
  address: string | undefined;
  /** In which domain a new one is most likely wanted. */
  domain?: string;
  onClose: () => void;
}

export function MailboxForm({ opened, address, domain = "", onClose }: MailboxFormProps) {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const format = useFormat();
  const cache = useQueryClient();
  const editing = address !== undefined;
  const templates = useQuery({ ...mailboxTemplates, enabled: opened && !editing });
  const rules = useMailboxPasswordRules();
  const current = useQuery({ ...mailboxQuery(address ?? ""), enabled: opened && editing });
  const quotaGiven = useRef(0);

  const form = useForm<Values>({
    mode: "controlled",
    initialValues: { ...fresh, domain },
    validate: {
      local_part: (value) => (value.trim() === "" ? t("form.local_part.missing") : null),
      domain: (value) => (value === "" ? t("form.domain.missing") : null),
      password: (value, { auth_source: source }) =>
        value === "" && !editing && source === "internal" ? t("form.password.missing") : null,
    },
  });
  const { values } = form;
  const limits = useQuery({ ...domainLimits(values.domain), enabled: opened && values.domain !== "" });

  const loaded = editing ? current.data : undefined;
  const basis = templates.data?.items.find((one) => one.name === "Default");
  const start =
    loaded !== undefined
      ? valuesOf(loaded.value)
      : !editing && basis !== undefined
        ? { ...fresh, domain, ...freshMailboxSettings, ...basis.attributes, template_id: String(basis.id) }
        : undefined;
  const filled = useFill(form, opened ? start : undefined, loaded?.tag);

  const fillFrom = (id: string | null) => {
    const template = templates.data?.items.find((one) => String(one.id) === id);
    if (template === undefined) return;
    form.setValues({ ...freshMailboxSettings, ...template.attributes, template_id: String(template.id) });
  };

  // A template without a quota of its own leaves it to the domain.
  const suggested = limits.data?.default_quota ?? (values.domain === "" ? usualQuota : undefined);
  const { template_id } = values;
  useEffect(() => {
    const { quota } = form.getValues();
    if (!opened || editing || suggested === undefined || suggested === quota) return;
    if (quota !== 0 && quota !== quotaGiven.current) return;
    quotaGiven.current = suggested;
    const untouched = !form.isDirty();
    form.setFieldValue("quota", suggested);
    if (untouched) form.resetDirty(form.getValues());
  }, [opened, editing, suggested, template_id, form]);

  const save = async (wanted: Values) => {
    const { local_part, domain: chosen, template_id: template, password, ...settings } = wanted;
    const more = password === "" ? {} : { password };
    if (address === undefined) {
      const made = await createMailbox({
        ...settings,
        ...more,
        local_part: local_part.trim(),
        domain: chosen,
        template_id: template === "" ? null : Number(template),
      });
      notifyDone(t("done.added", { name: made.address }));
    } else {
      await updateMailbox(address, { ...settings, ...more }, filled.tag());
      notifyDone(t("common:saved"));
    }
    await Promise.all([
      cache.invalidateQueries({ queryKey: ["mailboxes"] }),
      cache.invalidateQueries({ queryKey: ["domains"] }),
    ]);
  };

  const conflict = async (): Promise<Conflict<Values>> => {
    const now = await cache.query({ ...mailboxQuery(address ?? ""), staleTime: 0 });
    filled.over(now.tag);
    return { kind: "mailbox", theirs: valuesOf(now.value), force: save };
  };

  const room = limits.data;
  const left =
    room === undefined
      ? undefined
      : Math.max(0, Math.min(room.max_quota, room.quota - room.assigned_quota + (loaded?.value.quota ?? 0)));

  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={editing ? t("form.edit", { name: address }) : t("form.add")}
      submitLabel={editing ? t("common:save") : t("add")}
      form={form}
      onSubmit={save}
      {...(editing ? { source: current, onConflict: conflict } : {})}
    >
      <FormGroup help={t("group.account")}>
        {!editing && (
          <>
            <div className={classes.addressRow}>
              <TextInput
                label={t("form.local_part")}
                required
                data-autofocus
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={64}
                {...form.getInputProps("local_part")}
              />
              <span aria-hidden="true">@</span>
              <DomainSelect
                label={t("form.domain")}
                required
                {...form.getInputProps("domain")}
                value={values.domain}
                onChange={(name) => {
                  form.setFieldValue("domain", name);
                }}
              />
            </div>
            {(templates.data?.items.length ?? 0) > 1 && (
              <Select
                label={t("common:template")}
                description={t("form.template.help")}
                allowDeselect={false}
                data={(templates.data?.items ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
                value={values.template_id === "" ? null : values.template_id}
                onChange={fillFrom}
              />
            )}
          </>
        )}
        <TextInput
          label={t("form.name")}
          description={t("form.name.help")}
          maxLength={255}
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <QuotaInput
          label={t("settings:mailbox.quota")}
          description={
            left !== undefined && room !== undefined
              ? t("form.quota.left", { size: format.bytes(left), domain: room.display_name })
              : values.domain === ""
                ? t("form.quota.domain")
                : t("settings:mailbox.quota.help")
          }
          {...form.getInputProps("quota")}
        />
        <TagsField bind={(field) => form.getInputProps(field)} />
      </FormGroup>

      <FormGroup title={t("form.password")}>
        <PasswordField
          label={editing ? t("form.password.new") : t("form.password")}
          description={
            editing ? t("form.password.keep") : values.auth_source === "internal" ? undefined : t("form.auth.none")
          }
          required={!editing && values.auth_source === "internal"}
          rules={rules}
          {...form.getInputProps("password")}
          value={values.password}
        />
      </FormGroup>

      <MailboxSettingsFields bind={(field, type = "input") => form.getInputProps(field, { type })}>
        <RareFields values={values} bind={(field) => form.getInputProps(field)} />
      </MailboxSettingsFields>
    </FormDrawer>
  );
}
