import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { FormDrawer, FormGroup } from "~/components/form/form-drawer";
import { notifyDone } from "~/components/notify";
import { freshMailboxSettings, MailboxSettingsFields, type MailboxSettings } from "~/components/settings/mailbox-settings";
import { TagsField } from "~/components/settings/tags-field";

import {
  createMailboxTemplate,
  defaultName,
  mailboxTemplate,
  updateMailboxTemplate,
  type MailboxTemplate,
} from "./queries";
import { useFill } from "./use-fill";

type Values = MailboxSettings & { name: string };

const valuesOf = (template: MailboxTemplate): Values => ({
  ...freshMailboxSettings,
  ...template.attributes,
  name: template.name,
});

interface Props {
  /** The template to edit; undefined for a new one. */
  id: number | undefined;
  onClose: () => void;
}

/** A template for mailboxes. */
export function MailboxTemplateForm({ id, onClose }: Props) {
  const { t } = useTranslation(["templates", "settings", "common"]);
  const cache = useQueryClient();
  const found = useQuery({ ...mailboxTemplate(id ?? 0), enabled: id !== undefined });
  const tag = useRef<string>(undefined);
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: { ...freshMailboxSettings, name: "" },
    validate: { name: (value) => (value.trim() === "" ? t("form.name.missing") : null) },
  });
  const start = useMemo(() => (found.data === undefined ? undefined : valuesOf(found.data.value)), [found.data]);
  useFill(form, id === undefined ? undefined : start);

  const save = async ({ name, ...attributes }: Values) => {
    if (id === undefined) await createMailboxTemplate({ name: name.trim(), attributes });
    else await updateMailboxTemplate(id, { name: name.trim(), attributes }, tag.current ?? found.data?.tag ?? "*");
    await cache.invalidateQueries({ queryKey: ["templates"] });
    notifyDone(t("common:saved"));
  };

  const fixed = start?.name === defaultName;
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={id === undefined ? t("form.addMailbox") : t("form.edit", { name: start?.name ?? "" })}
      submitLabel={id === undefined ? t("add") : t("common:save")}
      form={form}
      onSubmit={save}
      fieldOf={(pointer) => pointer.replace(/^\/attributes\//, "").replace(/^\//, "")}
      onConflict={async () => {
        const now = await cache.query({ ...mailboxTemplate(id ?? 0), staleTime: 0 });
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
      <MailboxSettingsFields
        values={form.values}
        bind={(field, type = "input") => form.getInputProps(field, { type })}
        set={form.setValues}
        quotaHelp={t("form.quota.help")}
      />
    </FormDrawer>
  );
}
