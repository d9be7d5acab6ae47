import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { FormGroup } from "~/components/form/form-drawer";
import { QuotaInput } from "~/components/form/quota-input";
import { freshMailboxSettings, MailboxSettingsFields, type MailboxSettings } from "~/components/settings/mailbox-settings";

import { TemplateForm, type TemplateFormProps } from "./form";
import { createMailboxTemplate, mailboxTemplate, updateMailboxTemplate, type MailboxTemplate } from "./queries";

type Values = MailboxSettings & { name: string };

const valuesOf = (template: MailboxTemplate): Values => ({
  ...freshMailboxSettings,
  ...template.attributes,
  name: template.name,
});

/** A template for mailboxes. */
export function MailboxTemplateForm({ id, onClose }: TemplateFormProps) {
  const { t } = useTranslation(["templates", "settings"]);
  const cache = useQueryClient();
  const found = useQuery({ ...mailboxTemplate(id ?? 0), enabled: id !== undefined });
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: { ...freshMailboxSettings, name: "" },
    validate: { name: (value) => (value.trim() === "" ? t("form.name.missing") : null) },
  });
  return (
    <TemplateForm
      kind="mailbox"
      id={id}
      onClose={onClose}
      form={form}
      addTitle={t("form.addMailbox")}
      source={found}
      readAgain={() => cache.query({ ...mailboxTemplate(id ?? 0), staleTime: 0 })}
      valuesOf={valuesOf}
      save={({ name, ...attributes }, tag) => {
        const body = { name, attributes };
        return id === undefined ? createMailboxTemplate(body) : updateMailboxTemplate(id, body, tag);
      }}
    >
      <FormGroup>
        <QuotaInput
          label={t("settings:mailbox.quota")}
          description={t("form.quota.help")}
          {...form.getInputProps("quota")}
        />
      </FormGroup>
      <MailboxSettingsFields bind={(field, type = "input") => form.getInputProps(field, { type })} />
    </TemplateForm>
  );
}
