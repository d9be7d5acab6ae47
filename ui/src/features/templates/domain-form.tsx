import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { FormDrawer, FormGroup } from "~/components/form/form-drawer";
import { notifyDone } from "~/components/notify";
import { DomainSettingsFields, freshDomainSettings, type DomainSettings } from "~/components/settings/domain-settings";
import { TagsField } from "~/components/settings/tags-field";

import {
  createDomainTemplate,
  defaultName,
  domainTemplate,
  updateDomainTemplate,
  type DomainTemplate,
} from "./queries";
import { useFill } from "./use-fill";

type Values = DomainSettings & { name: string };

const valuesOf = (template: DomainTemplate): Values => ({
  ...freshDomainSettings,
  ...template.attributes,
  dkim_bits: String(template.attributes.dkim_bits ?? freshDomainSettings.dkim_bits),
  name: template.name,
});

interface Props {
  /** The template to edit; undefined for a new one. */
  id: number | undefined;
  onClose: () => void;
}

/** A template for domains. */
export function DomainTemplateForm({ id, onClose }: Props) {
  const { t } = useTranslation(["templates", "settings", "common"]);
  const cache = useQueryClient();
  const found = useQuery({ ...domainTemplate(id ?? 0), enabled: id !== undefined });
  const tag = useRef<string>(undefined);
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: { ...freshDomainSettings, name: "" },
    validate: { name: (value) => (value.trim() === "" ? t("form.name.missing") : null) },
  });
  const start = useMemo(() => (found.data === undefined ? undefined : valuesOf(found.data.value)), [found.data]);
  useFill(form, id === undefined ? undefined : start);

  const save = async ({ name, dkim_bits, ...settings }: Values) => {
    const attributes = { ...settings, dkim_bits: Number(dkim_bits) };
    if (id === undefined) await createDomainTemplate({ name: name.trim(), attributes });
    else await updateDomainTemplate(id, { name: name.trim(), attributes }, tag.current ?? found.data?.tag ?? "*");
    await cache.invalidateQueries({ queryKey: ["templates"] });
    notifyDone(t("common:saved"));
  };

  const fixed = start?.name === defaultName;
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={id === undefined ? t("form.addDomain") : t("form.edit", { name: start?.name ?? "" })}
      submitLabel={id === undefined ? t("add") : t("common:save")}
      form={form}
      onSubmit={save}
      fieldOf={(pointer) => pointer.replace(/^\/attributes\//, "").replace(/^\//, "")}
      onConflict={async () => {
        const now = await cache.query({ ...domainTemplate(id ?? 0), staleTime: 0 });
        tag.current = now.tag;
        return { theirs: valuesOf(now.value), force: save };
      }}
    >
      <FormGroup help={t("form.help")}>
        <TextInput
          label={t("form.name")}
          description={fixed ? t("form.name.fixed") : undefined}
          required
          readOnly={fixed}
          maxLength={255}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <TagsField bind={(field) => form.getInputProps(field)} />
      </FormGroup>
      <DomainSettingsFields
        values={form.values}
        bind={(field, type = "input") => form.getInputProps(field, { type })}
        set={form.setValues}
        withKey
      />
    </FormDrawer>
  );
}
