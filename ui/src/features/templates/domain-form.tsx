import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { DomainSettingsFields, freshDomainSettings, type DomainSettings } from "~/components/settings/domain-settings";

import { TemplateForm, type TemplateFormProps } from "./form";
import { createDomainTemplate, domainTemplate, updateDomainTemplate, type DomainTemplate } from "./queries";

type Values = DomainSettings & { name: string };

const valuesOf = (template: DomainTemplate): Values => ({
  ...freshDomainSettings,
  ...template.attributes,
  dkim_bits: String(template.attributes.dkim_bits ?? freshDomainSettings.dkim_bits),
  name: template.name,
});

/** A template for domains. */
export function DomainTemplateForm({ id, onClose }: TemplateFormProps) {
  const { t } = useTranslation("templates");
  const cache = useQueryClient();
  const found = useQuery({ ...domainTemplate(id ?? 0), enabled: id !== undefined });
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: { ...freshDomainSettings, name: "" },
    validate: { name: (value) => (value.trim() === "" ? t("form.name.missing") : null) },
  });
  return (
    <TemplateForm
      kind="domain"
      id={id}
      onClose={onClose}
      form={form}
      addTitle={t("form.addDomain")}
      source={found}
      readAgain={() => cache.query({ ...domainTemplate(id ?? 0), staleTime: 0 })}
      valuesOf={valuesOf}
      save={({ name, dkim_bits, ...settings }, tag) => {
        const body = { name, attributes: { ...settings, dkim_bits: Number(dkim_bits) } };
        return id === undefined ? createDomainTemplate(body) : updateDomainTemplate(id, body, tag);
      }}
    >
      <DomainSettingsFields
        values={form.values}
        bind={(field, type = "input") => form.getInputProps(field, { type })}
        withKey
      />
    </TemplateForm>
  );
}
