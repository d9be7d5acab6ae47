import { Checkbox, Radio, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ObjectChanges } from "~/components/changes/object-changes";
import { FormDrawer, FormGroup, type Conflict } from "~/components/form/form-drawer";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";

import { loadIssuedKey } from "./dialogs";
import { accesses, apiKeyQuery, createApiKey, updateApiKey, type Access, type ApiKey, type IssuedApiKey } from "./queries";

interface Values extends Record<string, unknown> {
  description: string;
  access: Access;
  /** Divided by spaces, commas, semicolons or lines. */
  allow_from: string;
  skip_ip_check: boolean;
  active: boolean;
}

const fresh: Values = { description: "", access: "read_only", allow_from: "", skip_ip_check: false, active: true };

const valuesOf = (key: ApiKey): Values => ({
  description: key.description,
  access: key.access,
  allow_from: key.allow_from.join("\n"),
  skip_ip_check: key.skip_ip_check,
  active: key.active,
});

const wantedOf = (values: Values) => ({
  ...values,
  allow_from: values.allow_from.split(/[\s,;]+/).filter((one) => one !== ""),
});

export interface ApiKeyFormProps {
  opened: boolean;
  /** The key to edit; without one, a new key is added. */
  id: string | undefined;
  onClose: () => void;
  onIssued: (issued: IssuedApiKey) => void;
}

export function ApiKeyForm({ opened, id, onClose, onIssued }: ApiKeyFormProps) {
  const { t } = useTranslation(["api_keys", "common"]);
  const cache = useQueryClient();
  const editing = id !== undefined;
  const current = useQuery({ ...apiKeyQuery(id ?? ""), enabled: opened && editing });

  const form = useForm<Values>({
    mode: "controlled",
    initialValues: fresh,
    validate: {
      allow_from: (value, { skip_ip_check }) =>
        !skip_ip_check && value.trim() === "" ? t("form.allow_from.missing") : null,
    },
  });

  const loaded = editing ? current.data : undefined;
  const filled = useFill(form, opened && loaded !== undefined ? valuesOf(loaded.value) : undefined, loaded?.tag);

  const save = async (values: Values) => {
    if (id === undefined) {
      await loadIssuedKey();
      onIssued(await createApiKey(wantedOf(values)));
    } else {
      await updateApiKey(id, wantedOf(values), filled.tag());
      notifyDone(t("common:saved"));
    }
    await cache.invalidateQueries({ queryKey: ["api-keys"] });
  };

  const conflict = async (): Promise<Conflict<Values>> => {
    const now = await cache.query({ ...apiKeyQuery(id ?? ""), staleTime: 0 });
    filled.over(now.tag);
    return { kind: "api_key", theirs: valuesOf(now.value), force: save };
  };

  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={editing ? t("form.edit", { hint: loaded?.value.hint ?? "" }) : t("add")}
      submitLabel={editing ? t("common:save") : t("add")}
      form={form}
      onSubmit={save}
      {...(editing ? { source: current, onConflict: conflict } : {})}
    >
      <FormGroup>
        <TextInput
          label={t("form.description")}
          description={t("form.description.help")}
          maxLength={255}
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("description")}
        />
      </FormGroup>
      <FormGroup title={t("column.access")}>
        <Radio.Group aria-label={t("column.access")} {...form.getInputProps("access")}>
          <Stack gap="xs">
            {accesses.map((one) => (
              <Radio key={one} value={one} label={t(`access.${one}`)} description={t(`access.${one}.help`)} />
            ))}
          </Stack>
        </Radio.Group>
      </FormGroup>
      <FormGroup title={t("group.from")} help={t("group.from.help")}>
        <Textarea
          label={t("form.allow_from")}
          description={t("form.allow_from.help")}
          required={!form.values.skip_ip_check}
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          {...form.getInputProps("allow_from")}
        />
        <Checkbox
          label={t("form.skip_ip_check")}
          description={t("form.skip_ip_check.help")}
          {...form.getInputProps("skip_ip_check", { type: "checkbox" })}
        />
      </FormGroup>
      <FormGroup title={t("group.options")}>
        <Switch
          label={t("column.active")}
          description={t("form.active.help")}
          {...form.getInputProps("active", { type: "checkbox" })}
        />
      </FormGroup>
      {loaded !== undefined && <ObjectChanges object={`api:${loaded.value.hint}`} kind="api_key" />}
    </FormDrawer>
  );
}
