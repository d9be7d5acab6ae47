import { TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Tagged } from "~/api/client";
import { ObjectChanges } from "~/components/changes/object-changes";
import { FormDrawer, FormGroup } from "~/components/form/form-drawer";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";
import { TagsField } from "~/components/settings/tags-field";

import { defaultName } from "./queries";

export interface TemplateFormProps {
  /** The template to edit; undefined for a new one. */
  id: number | undefined;
  onClose: () => void;
}

interface Values extends Record<string, unknown> {
  name: string;
  tags: string[];
}

interface Props<Of extends Values, Template> extends TemplateFormProps {
  /** Of what it is a template. */
  kind: "domain" | "mailbox";
  form: UseFormReturnType<Of>;
  /** The title for a new one. */
  addTitle: string;
  /** The query of the one to edit. */
  source: { data: Tagged<Template> | undefined; error: unknown; refetch: () => unknown };
  readAgain: () => Promise<Tagged<Template>>;
  valuesOf: (template: Template) => Of;
  /** Saves a new one, or with a tag the one that is there. */
  save: (values: Of, tag: string) => Promise<unknown>;
  /** The settings that the template gives. */
  children: ReactNode;
}

/** A template of any kind: its name, its tags, and what it gives. */
export function TemplateForm<Of extends Values, Template>(props: Props<Of, Template>) {
  const { id, form, source, readAgain, valuesOf } = props;
  const found = source.data;
  const { t } = useTranslation(["templates", "common"]);
  const cache = useQueryClient();
  const start = found && valuesOf(found.value);
  const filled = useFill(form, id === undefined ? undefined : start, found?.tag);

  const save = async (values: Of) => {
    await props.save({ ...values, name: values.name.trim() }, filled.tag());
    await cache.invalidateQueries({ queryKey: ["templates"] });
    notifyDone(t("common:saved"));
  };

  const fixed = start?.name === defaultName;
  return (
    <FormDrawer
      opened
      onClose={props.onClose}
      title={id === undefined ? props.addTitle : t("form.edit", { name: start?.name ?? "" })}
      submitLabel={id === undefined ? t("add") : t("common:save")}
      form={form}
      source={id === undefined ? undefined : source}
      onSubmit={save}
      fieldOf={(pointer) => pointer.replace(/^\/attributes\//, "").replace(/^\//, "")}
      onConflict={async () => {
        const now = await readAgain();
        filled.over(now.tag);
        return { kind: props.kind, theirs: valuesOf(now.value), force: save };
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
      {props.children}
      {start !== undefined && <ObjectChanges object={start.name} kind="template" search={`"kind":"${props.kind}"`} />}
    </FormDrawer>
  );
}
