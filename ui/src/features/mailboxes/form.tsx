import { Select, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { DomainSelect } from "~/components/form/domain-select";
import { FormDrawer, FormGroup, type Conflict } from "~/components/form/form-drawer";
import { PasswordField } from "~/components/form/password-field";
import { useMailboxPasswordRules } from "~/components/form/password-rules";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";
import {
  freshMailboxSettings,
  MailboxSettingsFields,
  type MailboxSettings,
} from "~/components/settings/mailbox-settings";
import { TagsField } from "~/components/settings/tags-field";
import { useMailboxSettingWords } from "~/components/settings/words";
import { useFormat } from "~/lib/format";

import {
  createMailbox,
  domainLimits,
  mailboxQuery,
  mailboxTemplates,
  updateMailbox,
  type Mailbox,
} from "./queries";
import classes from "./mailboxes.module.css";

type Values = MailboxSettings & {
  local_part: string;
  domain: string;
  template_id: string;
  name: string;
  password: string;
  sender_acl: string[];
};

const fresh: Values = {
  ...freshMailboxSettings,
  local_part: "",
  domain: "",
  template_id: "",
  name: "",
  password: "",
  sender_acl: [],
};

const valuesOf = (mailbox: Mailbox): Values => ({
  local_part: mailbox.local_part,
  domain: mailbox.domain,
  template_id: "",
  name: mailbox.name,
  password: "",
  sender_acl: mailbox.sender_acl,
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
  const words = useMailboxSettingWords();
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
      password: (value) => (value === "" && !editing ? t("form.password.missing") : null),
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
        ? { ...form.getValues(), ...freshMailboxSettings, ...basis.attributes, template_id: String(basis.id) }
        : undefined;
  const filled = useFill(form, opened ? start : undefined, loaded?.tag);

  const fillFrom = (id: string | null) => {
    const template = templates.data?.items.find((one) => String(one.id) === id);
    if (template === undefined) return;
    form.setValues({ ...freshMailboxSettings, ...template.attributes, template_id: String(template.id) });
  };

  // A template without a quota of its own leaves it to the domain.
  const suggested = limits.data?.default_quota;
  const { template_id } = values;
  useEffect(() => {
    const { quota } = form.getValues();
    if (editing || suggested === undefined || suggested === quota) return;
    if (quota !== 0 && quota !== quotaGiven.current) return;
    quotaGiven.current = suggested;
    const untouched = !form.isDirty();
    form.setFieldValue("quota", suggested);
    if (untouched) form.resetDirty(form.getValues());
  }, [editing, suggested, template_id, form]);

  const save = async (wanted: Values) => {
    const { local_part, domain: chosen, template_id: template, password, ...settings } = wanted;
    const secret = password === "" ? {} : { password };
    if (address === undefined) {
      const made = await createMailbox({
        ...settings,
        ...secret,
        local_part: local_part.trim(),
        domain: chosen,
        template_id: template === "" ? null : Number(template),
      });
      notifyDone(t("done.added", { name: made.address }));
    } else {
      await updateMailbox(address, { ...settings, ...secret }, filled.tag());
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
    return { theirs: valuesOf(now.value), force: save };
  };

  const labelOf = (field: string) => {
    if (field === "name") return t("form.name");
    return field === "sender_acl" ? t("form.senders") : (words.labelOf(field) ?? field);
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
      labelOf={labelOf}
      writeValue={words.write}
      {...(editing ? { source: current, onConflict: conflict } : {})}
    >
      <FormGroup title={t("group.account")}>
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
        <TagsField bind={(field) => form.getInputProps(field)} />
      </FormGroup>

      <FormGroup title={t("form.password")}>
        <PasswordField
          label={editing ? t("form.password.new") : t("form.password")}
          description={editing ? t("form.password.keep") : undefined}
          required={!editing}
          rules={rules}
          {...form.getInputProps("password")}
          value={values.password}
        />
      </FormGroup>

      <MailboxSettingsFields
        values={values}
        bind={(field, type = "input") => form.getInputProps(field, { type })}
        set={form.setValues}
        quotaHelp={
          left === undefined || room === undefined
            ? undefined
            : t("form.quota.left", { size: format.bytes(left), domain: room.display_name })
        }
      >
        <FormGroup title={t("form.senders")} help={t("form.senders.help")}>
          <TagsInput
            aria-label={t("form.senders")}
            placeholder={values.sender_acl.length === 0 ? t("form.senders.placeholder") : ""}
            {...form.getInputProps("sender_acl")}
          />
        </FormGroup>
      </MailboxSettingsFields>
    </FormDrawer>
  );
}
