import { Checkbox, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useKeptKeys } from "~/components/dkim-record/kept-keys";
import { FormDrawer, FormGroup, type Conflict } from "~/components/form/form-drawer";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";
import {
  DomainSettingsFields,
  freshDomainSettings,
  type DomainSettings,
} from "~/components/settings/domain-settings";
import { TagsField } from "~/components/settings/tags-field";

import { createDomain, domainQuery, domainTemplates, updateDomain, type Domain, type DomainPatch, type DomainTemplate } from "./queries";

type Values = DomainSettings & {
  name: string;
  template_id: string;
  description: string;
  dkim_ed25519: boolean;
  relay_host: number;
};

const fresh: Values = { ...freshDomainSettings, name: "", template_id: "", description: "", dkim_ed25519: false, relay_host: 0 };

const valuesOf = (domain: Domain): Values => ({
  ...fresh,
  name: domain.name,
  description: domain.description,
  tags: domain.tags,
  max_aliases: domain.max_aliases,
  max_mailboxes: domain.max_mailboxes,
  default_quota: domain.default_quota,
  max_quota: domain.max_quota,
  quota: domain.quota,
  relay_host: domain.relay_host,
  backup_mx: domain.backup_mx,
  relay_all_recipients: domain.relay_all_recipients,
  relay_unknown_only: domain.relay_unknown_only,
  global_address_list: domain.global_address_list,
  active: domain.active,
  rate_limit_value: domain.rate_limit_value,
  rate_limit_frame: domain.rate_limit_frame,
});

function patchOf(values: Values): DomainPatch {
  const { name, template_id, dkim_selector, dkim_bits, dkim_ed25519, ...patch } = values;
  return patch;
}

const fromTemplate = (template: DomainTemplate): DomainSettings & { template_id: string } => ({
  ...freshDomainSettings,
  ...template.attributes,
  dkim_bits: String(template.attributes.dkim_bits ?? freshDomainSettings.dkim_bits),
  template_id: String(template.id),
});

export interface DomainFormProps {
  opened: boolean;
  /** The domain to edit; without one, a new domain is added. */
  name: string | undefined;
  onClose: () => void;
}

export function DomainForm({ opened, name, onClose }: DomainFormProps) {
  const { t } = useTranslation(["domains", "settings", "common"]);
  const tellKeptKeys = useKeptKeys();
  const cache = useQueryClient();
  const editing = name !== undefined;
  const templates = useQuery({ ...domainTemplates, enabled: opened && !editing });
  const current = useQuery({ ...domainQuery(name ?? ""), enabled: opened && editing });

  const form = useForm<Values>({
    mode: "controlled",
    initialValues: fresh,
    validate: {
      name: (value) => (value.trim() === "" ? t("form.name.missing") : null),
      default_quota: (value, { max_quota }) => (value > max_quota ? t("form.default_quota.above") : null),
      max_quota: (value, { quota }) => (value > quota ? t("form.max_quota.above") : null),
    },
  });

  const loaded = editing ? current.data : undefined;
  const basis = templates.data?.items.find((one) => one.name === "Default");
  const start =
    loaded !== undefined
      ? valuesOf(loaded.value)
      : !editing && basis !== undefined
        ? { ...fresh, ...fromTemplate(basis) }
        : undefined;
  const filled = useFill(form, opened ? start : undefined, loaded?.tag);

  const fillFrom = (id: string | null) => {
    const template = templates.data?.items.find((one) => String(one.id) === id);
    if (template === undefined) return;
    form.setValues(fromTemplate(template));
  };

  const save = async (values: Values) => {
    if (name === undefined) {
      const { template_id, dkim_bits, ...wanted } = values;
      const made = await createDomain({
        ...wanted,
        name: values.name.trim(),
        description: values.description === "" ? null : values.description,
        dkim_bits: Number(dkim_bits),
        template_id: template_id === "" ? null : Number(template_id),
      });
      notifyDone(t("done.added", { name: values.name.trim() }));
      tellKeptKeys(made.kept_dkim_keys);
    } else {
      await updateDomain(name, patchOf(values), filled.tag());
      notifyDone(t("common:saved"));
    }
    await cache.invalidateQueries({ queryKey: ["domains"] });
  };

  const conflict = async (): Promise<Conflict<Values>> => {
    const now = await cache.query({ ...domainQuery(name ?? ""), staleTime: 0 });
    filled.over(now.tag);
    return { kind: "domain", theirs: valuesOf(now.value), force: save };
  };

  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={editing ? t("form.edit", { name }) : t("form.add")}
      submitLabel={editing ? t("common:save") : t("add")}
      form={form}
      onSubmit={save}
      {...(editing ? { source: current, onConflict: conflict } : {})}
    >
      <FormGroup help={editing ? undefined : t("form.lead")}>
        {!editing && (
          <TextInput
            label={t("form.name")}
            placeholder="example.org"
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps("name")}
          />
        )}
        {!editing && (templates.data?.items.length ?? 0) > 1 && (
          <Select
            label={t("common:template")}
            description={t("form.template.help")}
            allowDeselect={false}
            data={(templates.data?.items ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
            value={form.values.template_id === "" ? null : form.values.template_id}
            onChange={fillFrom}
          />
        )}
        <TextInput label={t("form.description")} maxLength={255} {...form.getInputProps("description")} />
        <TagsField bind={(field) => form.getInputProps(field)} />
      </FormGroup>

      <DomainSettingsFields
        values={form.values}
        bind={(field, type = "input") => form.getInputProps(field, { type })}
        withKey={!editing}
        keyFields={
          <Checkbox
            label={t("form.dkim_ed25519")}
            description={t("form.dkim_ed25519.help")}
            {...form.getInputProps("dkim_ed25519", { type: "checkbox" })}
          />
        }
      />
    </FormDrawer>
  );
}
