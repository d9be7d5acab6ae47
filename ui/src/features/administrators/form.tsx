import { Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ObjectChanges } from "~/components/changes/object-changes";
import { FormDrawer, FormGroup, type Conflict } from "~/components/form/form-drawer";
import { PasswordField } from "~/components/form/password-field";
import { useAdministratorPasswordRules } from "~/components/form/password-rules";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";
import { useSession } from "~/lib/session";

import { administratorQuery, createAdministrator, updateAdministrator, type Administrator } from "./queries";

interface Values extends Record<string, unknown> {
  username: string;
  password: string;
  active: boolean;
  force_password_change: boolean;
}

const fresh: Values = { username: "", password: "", active: true, force_password_change: true };

const valuesOf = (found: Administrator): Values => ({
  username: found.username,
  password: "",
  active: found.active,
  force_password_change: found.force_password_change,
});

export interface AdministratorFormProps {
  opened: boolean;
  /** The account to edit; without one, a new one is added. */
  username: string | undefined;
  onClose: () => void;
}

export function AdministratorForm({ opened, username, onClose }: AdministratorFormProps) {
  const { t } = useTranslation(["administrators", "common"]);
  const cache = useQueryClient();
  const rules = useAdministratorPasswordRules();
  const own = useSession().account === username;
  const editing = username !== undefined;
  const current = useQuery({ ...administratorQuery(username ?? ""), enabled: opened && editing });

  const form = useForm<Values>({
    mode: "controlled",
    initialValues: fresh,
    validate: {
      username: (value) => (value.trim() === "" ? t("form.username.missing") : null),
      password: (value) => (!editing && value === "" ? t("form.password.missing") : null),
    },
  });

  const loaded = editing ? current.data : undefined;
  const filled = useFill(form, opened && loaded !== undefined ? valuesOf(loaded.value) : undefined, loaded?.tag);

  const save = async (values: Values) => {
    const wanted = { ...values, username: values.username.trim() };
    if (username === undefined) {
      const made = await createAdministrator(wanted);
      notifyDone(t("done.added", { name: made.username }));
    } else {
      const { password, ...patch } = wanted;
      await updateAdministrator(username, password === "" ? patch : { ...patch, password }, filled.tag());
      notifyDone(t("common:saved"));
    }
    await cache.invalidateQueries({ queryKey: ["administrators"] });
    await cache.invalidateQueries({ queryKey: ["sessions"] });
    await cache.invalidateQueries({ queryKey: ["audit"] });
  };

  const conflict = async (): Promise<Conflict<Values>> => {
    const now = await cache.query({ ...administratorQuery(username ?? ""), staleTime: 0 });
    filled.over(now.tag);
    return { kind: "administrator", theirs: valuesOf(now.value), force: save };
  };

  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={editing ? t("form.edit") : t("add")}
      submitLabel={editing ? t("common:save") : t("add")}
      form={form}
      onSubmit={save}
      {...(editing ? { source: current, onConflict: conflict } : {})}
    >
      <FormGroup help={editing ? undefined : t("form.lead")}>
        <TextInput
          label={t("column.username")}
          description={t("form.username.help")}
          required
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("username")}
        />
      </FormGroup>

      <FormGroup title={t("group.password")} help={own ? t("form.password.own") : undefined}>
        {!own && (
          <PasswordField
            label={editing ? t("form.password.new") : t("form.password")}
            description={editing ? t("form.password.keep") : undefined}
            required={!editing}
            rules={rules}
            {...form.getInputProps("password")}
            value={form.values.password}
            onChange={(value) => {
              form.setFieldValue("password", value);
            }}
          />
        )}
        <Switch
          label={t("form.force_password_change")}
          description={t("form.force_password_change.help")}
          {...form.getInputProps("force_password_change", { type: "checkbox" })}
        />
      </FormGroup>

      <FormGroup title={t("group.options")}>
        <Switch
          label={t("column.active")}
          description={t("form.active.help")}
          {...form.getInputProps("active", { type: "checkbox" })}
        />
      </FormGroup>
      {editing && <ObjectChanges object={username} kind="administrator" />}
    </FormDrawer>
  );
}
