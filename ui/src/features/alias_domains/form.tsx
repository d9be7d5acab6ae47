import { Checkbox, Select, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { findDomains } from "~/api/look-ups";
import { useKeptKeys } from "~/components/dkim-record/kept-keys";
import { FormDrawer, FormGroup, FormRow, type Conflict } from "~/components/form/form-drawer";
import { LookUpSelect } from "~/components/form/look-up-select";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";
import { useFormat } from "~/lib/format";

import { aliasDomainQuery, createAliasDomain, updateAliasDomain, type AliasDomain } from "./queries";

interface Values extends Record<string, unknown> {
  name: string;
  target_domain: string;
  active: boolean;
  rate_limit_value: number;
  rate_limit_frame: AliasDomain["rate_limit_frame"];
  dkim_selector: string;
  dkim_bits: string;
  dkim_ed25519: boolean;
}

const fresh: Values = {
  name: "",
  target_domain: "",
  active: true,
  rate_limit_value: 0,
  rate_limit_frame: "second",
  dkim_selector: "dkim",
  dkim_bits: "2048",
  dkim_ed25519: false,
};

const valuesOf = (found: AliasDomain): Values => ({
  ...fresh,
  name: found.name,
  target_domain: found.target_domain,
  active: found.active,
  rate_limit_value: found.rate_limit_value,
  rate_limit_frame: found.rate_limit_frame,
});

export interface AliasDomainFormProps {
  opened: boolean;
  /** The domain alias to edit; without one, a new one is added. */
  name: string | undefined;
  onClose: () => void;
}

export function AliasDomainForm({ opened, name, onClose }: AliasDomainFormProps) {
  const { t } = useTranslation(["alias_domains", "common"]);
  const tellKeptKeys = useKeptKeys();
  const format = useFormat();
  const cache = useQueryClient();
  const editing = name !== undefined;
  const current = useQuery({ ...aliasDomainQuery(name ?? ""), enabled: opened && editing });

  const form = useForm<Values>({
    mode: "controlled",
    initialValues: fresh,
    validate: {
      name: (value) => (value.trim() === "" ? t("form.name.missing") : null),
      target_domain: (value) => (value === "" ? t("form.target.missing") : null),
    },
  });

  const loaded = editing ? current.data : undefined;
  const filled = useFill(form, opened && loaded !== undefined ? valuesOf(loaded.value) : undefined, loaded?.tag);

  const save = async (values: Values) => {
    const { dkim_selector, dkim_bits, dkim_ed25519, name: typed, ...patch } = values;
    if (name === undefined) {
      const made = await createAliasDomain({
        ...patch,
        name: typed.trim(),
        dkim_selector,
        dkim_bits: Number(dkim_bits),
        dkim_ed25519,
      });
      notifyDone(t("done.added", { name: made.display_name, target: made.target_domain }));
      tellKeptKeys(made.kept_dkim_keys);
    } else {
      await updateAliasDomain(name, patch, filled.tag());
      notifyDone(t("common:saved"));
    }
    await cache.invalidateQueries({ queryKey: ["alias-domains"] });
    await cache.invalidateQueries({ queryKey: ["dkim"] });
  };

  const conflict = async (): Promise<Conflict<Values>> => {
    const now = await cache.query({ ...aliasDomainQuery(name ?? ""), staleTime: 0 });
    filled.over(now.tag);
    return { kind: "alias_domain", theirs: valuesOf(now.value), force: save };
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
            description={t("form.name.help")}
            placeholder="example.org"
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps("name")}
          />
        )}
        <LookUpSelect
          name="domains"
          find={findDomains}
          label={t("form.target")}
          description={t("form.target.help")}
          required
          {...form.getInputProps("target_domain")}
        />
        <Switch
          label={t("form.active")}
          description={t("form.active.help")}
          {...form.getInputProps("active", { type: "checkbox" })}
        />
      </FormGroup>

      {!editing && (
        <FormGroup title={t("group.dkim")} help={t("group.dkim.help")}>
          <FormRow>
            <TextInput
              label={t("form.dkim_selector")}
              spellCheck={false}
              {...form.getInputProps("dkim_selector")}
            />
            <Select
              label={t("form.dkim_bits")}
              allowDeselect={false}
              data={[
                ...[2048, 3072, 4096, 1024].map((bits) => ({
                  value: String(bits),
                  label: t("form.dkim.bits", { bits: format.number(bits) }),
                })),
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
    </FormDrawer>
  );
}
