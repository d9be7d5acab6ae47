import { Checkbox, NumberInput, Select, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Advanced, FormDrawer, FormGroup, FormRow, type Conflict } from "~/components/form/form-drawer";
import { QuotaInput } from "~/components/form/quota-input";
import { RateLimitInput } from "~/components/form/rate-limit-input";
import { notifyDone } from "~/components/notify";
import { useFormat } from "~/lib/format";

import {
  createDomain,
  domainQuery,
  domainTemplates,
  updateDomain,
  type Domain,
  type DomainPatch,
} from "./queries";

type Values = Required<{ [K in keyof DomainPatch]: NonNullable<DomainPatch[K]> }> & {
  name: string;
  template_id: string;
  dkim_selector: string;
  dkim_bits: string;
  dkim_ed25519: boolean;
};

const gibibyte = 1_073_741_824;

const fresh: Values = {
  name: "",
  template_id: "",
  description: "",
  tags: [],
  max_aliases: 400,
  max_mailboxes: 10,
  default_quota: 3 * gibibyte,
  max_quota: 10 * gibibyte,
  quota: 10 * gibibyte,
  relay_host: 0,
  backup_mx: false,
  relay_all_recipients: false,
  relay_unknown_only: false,
  global_address_list: true,
  active: true,
  rate_limit_value: 0,
  rate_limit_frame: "second",
  dkim_selector: "dkim",
  dkim_bits: "2048",
  dkim_ed25519: false,
};

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

interface Props {
  opened: boolean;
  /** The domain to edit; without one, a new domain is added. */
  name: string | undefined;
  onClose: () => void;
}

export function DomainForm({ opened, name, onClose }: Props) {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const cache = useQueryClient();
  const editing = name !== undefined;
  const templates = useQuery({ ...domainTemplates, enabled: opened && !editing });
  const current = useQuery({ ...domainQuery(name ?? ""), enabled: opened && editing });
  const tag = useRef("*");

  const form = useForm<Values>({
    mode: "controlled",
    initialValues: fresh,
    validate: {
      name: (value) => (value.trim() === "" ? t("form.name.missing") : null),
    },
  });

  const loaded = current.data;
  const filled = useRef(false);
  useEffect(() => {
    if (!editing || loaded === undefined || filled.current) return;
    // Once: what the server sends later must not overwrite what somebody is typing.
    filled.current = true;
    tag.current = loaded.tag;
    const values = valuesOf(loaded.value);
    form.setInitialValues(values);
    form.setValues(values);
    form.resetDirty(values);
  }, [editing, loaded, form]);

  const fillFrom = (id: string) => {
    const template = templates.data?.items.find((one) => String(one.id) === id);
    form.setFieldValue("template_id", id);
    if (template === undefined) return;
    const { dkim_bits, dkim_selector, ...attributes } = template.attributes;
    form.setValues({
      ...attributes,
      dkim_selector: dkim_selector ?? fresh.dkim_selector,
      dkim_bits: String(dkim_bits ?? fresh.dkim_bits),
      template_id: id,
    });
  };

  const save = async (values: Values) => {
    if (name === undefined) {
      const { template_id, dkim_bits, ...wanted } = values;
      await createDomain({
        ...wanted,
        name: values.name.trim(),
        description: values.description === "" ? null : values.description,
        dkim_bits: Number(dkim_bits),
        template_id: template_id === "" ? null : Number(template_id),
      });
      notifyDone(t("done.added", { name: values.name.trim() }));
    } else {
      await updateDomain(name, patchOf(values), tag.current);
      notifyDone(t("common:saved"));
    }
    await cache.invalidateQueries({ queryKey: ["domains"] });
  };

  const conflict = async (): Promise<Conflict<Values>> => {
    const now = await cache.query({ ...domainQuery(name ?? ""), staleTime: 0 });
    tag.current = now.tag;
    return { theirs: valuesOf(now.value), force: save };
  };

  const labels: Record<string, string> = {
    description: t("form.description"),
    tags: t("common:tags"),
    max_aliases: t("form.max_aliases"),
    max_mailboxes: t("form.max_mailboxes"),
    default_quota: t("form.default_quota"),
    max_quota: t("form.max_quota"),
    quota: t("form.quota"),
    backup_mx: t("form.backup_mx"),
    relay_all_recipients: t("form.relay_all_recipients"),
    relay_unknown_only: t("form.relay_unknown_only"),
    global_address_list: t("form.global_address_list"),
    active: t("form.active"),
    rate_limit_value: t("group.rateLimit"),
    rate_limit_frame: t("common:rate.frame"),
  };
  const checkbox = (field: "backup_mx" | "relay_all_recipients" | "relay_unknown_only") => ({
    label: t(`form.${field}`),
    description: t(`form.${field}.help`),
    ...form.getInputProps(field, { type: "checkbox" as const }),
  });

  return (
    <FormDrawer
      opened={opened}
      onClose={() => {
        filled.current = false;
        onClose();
      }}
      title={editing ? t("form.edit", { name }) : t("form.add")}
      submitLabel={editing ? t("common:save") : t("add")}
      form={form}
      onSubmit={save}
      labelOf={(field) => labels[field] ?? field}
      {...(editing ? { onConflict: conflict } : {})}
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
        {!editing && (templates.data?.items.length ?? 0) > 0 && (
          <Select
            label={t("common:template")}
            description={t("form.template.help")}
            clearable
            data={(templates.data?.items ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
            value={form.values.template_id === "" ? null : form.values.template_id}
            onChange={(id) => {
              fillFrom(id ?? "");
            }}
          />
        )}
        <TextInput label={t("form.description")} maxLength={255} {...form.getInputProps("description")} />
        <TagsInput
          label={t("common:tags")}
          description={t("common:tags.help")}
          maxTags={25}
          {...form.getInputProps("tags")}
        />
      </FormGroup>

      <FormGroup title={t("group.limits")} help={t("group.limits.help")}>
        <FormRow>
          <NumberInput
            label={t("form.max_mailboxes")}
            min={0}
            allowDecimal={false}
            {...form.getInputProps("max_mailboxes")}
          />
          <NumberInput
            label={t("form.max_aliases")}
            min={0}
            allowDecimal={false}
            {...form.getInputProps("max_aliases")}
          />
        </FormRow>
        <FormRow>
          <QuotaInput
            key={`d${String(loaded?.value.version)}${form.values.template_id}`}
            label={t("form.default_quota")}
            {...form.getInputProps("default_quota")}
          />
          <QuotaInput
            key={`m${String(loaded?.value.version)}${form.values.template_id}`}
            label={t("form.max_quota")}
            {...form.getInputProps("max_quota")}
          />
        </FormRow>
        <QuotaInput
          key={`q${String(loaded?.value.version)}${form.values.template_id}`}
          label={t("form.quota")}
          description={t("form.quota.help")}
          {...form.getInputProps("quota")}
        />
      </FormGroup>

      <FormGroup title={t("group.options")}>
        <Switch
          label={t("form.active")}
          description={t("form.active.help")}
          {...form.getInputProps("active", { type: "checkbox" })}
        />
        <Switch
          label={t("form.global_address_list")}
          description={t("form.global_address_list.help")}
          {...form.getInputProps("global_address_list", { type: "checkbox" })}
        />
      </FormGroup>

      <FormGroup title={t("group.rateLimit")} help={t("group.rateLimit.help")}>
        <RateLimitInput
          value={form.values.rate_limit_value}
          frame={form.values.rate_limit_frame}
          onValue={(value) => {
            form.setFieldValue("rate_limit_value", value);
          }}
          onFrame={(frame) => {
            form.setFieldValue("rate_limit_frame", frame);
          }}
          {...(typeof form.errors["rate_limit_value"] === "string" ? { error: form.errors["rate_limit_value"] } : {})}
        />
      </FormGroup>

      {!editing && (
        <FormGroup title={t("group.dkim")} help={t("group.dkim.help")}>
          <FormRow>
            <TextInput label={t("form.dkim_selector")} {...form.getInputProps("dkim_selector")} />
            <Select
              label={t("form.dkim_bits")}
              allowDeselect={false}
              data={[
                { value: "2048", label: t("form.dkim.bits", { bits: format.number(2048) }) },
                { value: "3072", label: t("form.dkim.bits", { bits: format.number(3072) }) },
                { value: "4096", label: t("form.dkim.bits", { bits: format.number(4096) }) },
                { value: "1024", label: t("form.dkim.bits", { bits: format.number(1024) }) },
                { value: "0", label: t("form.dkim.none") },
              ]}
              {...form.getInputProps("dkim_bits")}
            />
          </FormRow>
          <Checkbox
            label={t("form.dkim_ed25519")}
            description={t("form.dkim_ed25519.help")}
            {...form.getInputProps("dkim_ed25519", { type: "checkbox" })}
          />
        </FormGroup>
      )}

      <Advanced summary={form.values.backup_mx ? t("relay") : t("form.relay.none")}>
        <FormGroup title={t("group.relay")} help={t("group.relay.help")}>
          <Stack gap="sm">
            <Checkbox {...checkbox("backup_mx")} />
            <Checkbox {...checkbox("relay_all_recipients")} />
            <Checkbox {...checkbox("relay_unknown_only")} />
          </Stack>
        </FormGroup>
      </Advanced>
    </FormDrawer>
  );
}
