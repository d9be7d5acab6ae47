import { Alert, Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { isProblem } from "~/api/client";
import { PasswordField } from "~/components/form/password-field";
import { useMailboxPasswordRules } from "~/components/form/password-rules";
import { useErrorText } from "~/components/states";

import { addMailbox, setSystemMail, systemMail } from "./queries";
import classes from "./set-up.module.css";

interface Props {
  domain: string;
  present: readonly string[];
  onAdded: (address: string) => void;
}

/** The first mailbox: who, which address, which password. All else has its defaults. */
export function MailboxStep({ domain, present, onAdded }: Props) {
  const { t } = useTranslation("set_up");
  const say = useErrorText();
  const cache = useQueryClient();
  const rules = useMailboxPasswordRules();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const form = useForm({
    mode: "controlled",
    initialValues: { name: "", local_part: "", password: "", system_mail: "" },
    validate: {
      local_part: (value) => (value.trim() === "" ? t("mailbox.address.missing") : null),
      password: (value) => (value === "" ? t("mailbox.password.missing") : null),
    },
  });

  const add = async (values: typeof form.values) => {
    setBusy(true);
    setFailure(undefined);
    try {
      // Before the mailbox is made: should this be refused, nothing has happened yet.
      const typed = values.system_mail.trim();
      if (typed !== "") await setSystemMail(typed);
      const added = await addMailbox({
        domain,
        local_part: values.local_part.trim(),
        name: values.name.trim(),
        password: values.password,
      });
      await cache.invalidateQueries({ queryKey: ["mailboxes"] });
      if (typed === "" && (await systemMail()) === "") await setSystemMail(added.address);
      onAdded(added.address);
    } catch (error) {
      const field = isProblem(error) ? (error.problem.field ?? "").slice(1) : "";
      if (field === "name" || field === "local_part" || field === "password" || field === "system_mail")
        form.setFieldError(field, say(error));
      else setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <form className={classes.form} noValidate onSubmit={form.onSubmit((values) => void add(values))}>
        {failure !== undefined && (
          <Alert color="red" variant="light" icon={<IconAlertTriangle />} role="alert">
            {say(failure)}
          </Alert>
        )}
        <TextInput label={t("mailbox.name")} autoComplete="off" {...form.getInputProps("name")} />
        <div className={classes.address}>
          <TextInput
            label={t("mailbox.address")}
            autoComplete="off"
            spellCheck={false}
            required
            {...form.getInputProps("local_part")}
          />
          <bdi className={classes.at}>{`@${domain}`}</bdi>
        </div>
        <PasswordField
          label={t("mailbox.password")}
          rules={rules}
          required
          value={form.values.password}
          error={form.errors["password"]}
          onChange={(value) => {
            form.setFieldValue("password", value);
          }}
        />
        <TextInput
          label={t("mailbox.systemMail")}
          description={t("mailbox.systemMail.text")}
          placeholder={form.values.local_part.trim() === "" ? "" : `${form.values.local_part.trim()}@${domain}`}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("system_mail")}
        />
        <Button type="submit" loading={busy} className={classes.submit ?? ""}>
          {t("mailbox.add")}
        </Button>
      </form>
      {present.length > 0 && (
        <div className={classes.present}>
          <p>{t("mailbox.present")}</p>
          <p className={classes.names}>
            {present.map((one) => (
              <bdi key={one}>{one}</bdi>
            ))}
          </p>
        </div>
      )}
    </>
  );
}
