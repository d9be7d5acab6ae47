import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, ApiProblem, sendToken, unwrap } from "~/api/client";
import { PasswordField } from "~/components/form/password-field";
import { useAdministratorPasswordRules } from "~/components/form/password-rules";
import { notifyDone } from "~/components/notify";
import { useErrorText } from "~/components/states";
import { Card } from "~/components/values";
import { useSession } from "~/lib/session";

const isField = (name: string): name is "current_password" | "new_password" =>
  name === "current_password" || name === "new_password";

/** Another password for the own account. All other sessions end; this one goes on with a new token. */
export function ChangePassword() {
  const { t } = useTranslation(["account", "common"]);
  const say = useErrorText();
  const cache = useQueryClient();
  const rules = useAdministratorPasswordRules();
  const forced = useSession().force_password_change;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>();
  const form = useForm({
    mode: "controlled",
    initialValues: { current_password: "", new_password: "" },
    validate: {
      current_password: (value) => (value === "" ? t("password.current.missing") : null),
      new_password: (value) => (value === "" ? t("password.new.missing") : null),
    },
  });
  const save = async (values: { current_password: string; new_password: string }) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const session = await unwrap(api.PUT("/api/v2/account/password", { body: values }));
      sendToken(session.csrf_token);
      if (forced) {
        // What the session allows is read anew with the page.
        location.assign("/");
        return;
      }
      form.reset();
      await cache.invalidateQueries({ queryKey: ["sessions"] });
      notifyDone(t("password.done"));
    } catch (error) {
      const field = error instanceof ApiProblem ? (error.problem.field ?? "").replace("/", "") : "";
      if (error instanceof ApiProblem && isField(field)) {
        form.setFieldError(field, error.problem.detail);
        form.getInputNode(field)?.focus();
      } else {
        setFailure(say(error));
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t("password.title")} help={t("password.help")}>
      <form noValidate onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack gap="md">
          {forced && (
            <Alert color="yellow" variant="light" role="status">
              {t("password.forced")}
            </Alert>
          )}
          {failure !== undefined && (
            <Alert color="red" variant="light" role="alert">
              {failure}
            </Alert>
          )}
          <PasswordInput
            label={t("password.current")}
            required
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("common:show") }}
            aria-invalid={form.errors["current_password"] !== undefined}
            {...form.getInputProps("current_password")}
          />
          <PasswordField
            label={t("password.new")}
            required
            rules={rules}
            {...form.getInputProps("new_password")}
            value={form.values.new_password}
            onChange={(value) => {
              form.setFieldValue("new_password", value);
            }}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={busy}>
              {t("password.title")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
