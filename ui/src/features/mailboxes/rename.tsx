import { Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { FormDrawer, FormGroup } from "~/components/form/form-drawer";
import { notifyDone } from "~/components/notify";

import { renameMailbox } from "./queries";

interface Props {
  address: string | undefined;
  onClose: () => void;
  onRenamed?: (address: string) => void;
}

interface Values extends Record<string, unknown> {
  local_part: string;
  create_alias: boolean;
}

/** Another local part for a mailbox: its mail, filters and rights stay with it. */
export function RenameMailbox({ address, onClose, onRenamed }: Props) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const cache = useQueryClient();
  const at = address?.lastIndexOf("@") ?? -1;
  const before = address?.slice(0, at) ?? "";
  const domain = address?.slice(at) ?? "";
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: { local_part: before, create_alias: true },
    validate: {
      local_part: (value) =>
        value.trim() === "" ? t("form.local_part.missing") : value.trim() === before ? t("rename.same") : null,
    },
  });
  return (
    <FormDrawer
      opened={address !== undefined}
      onClose={onClose}
      title={t("rename.title", { name: address ?? "" })}
      submitLabel={t("rename.verb")}
      form={form}
      onSubmit={async (values) => {
        if (address === undefined) return;
        const made = await renameMailbox(address, {
          local_part: values.local_part.trim(),
          create_alias: values.create_alias,
        });
        onRenamed?.(made.address);
        await Promise.all([
          cache.invalidateQueries({ queryKey: ["mailboxes", "list"] }),
          cache.invalidateQueries({ queryKey: ["aliases"] }),
        ]);
        notifyDone(t("done.renamed", { name: made.address }));
      }}
    >
      <FormGroup help={t("rename.help")}>
        <TextInput
          label={t("rename.new")}
          required
          data-autofocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          rightSection={<bdi>{domain}</bdi>}
          rightSectionWidth={`min(60%, ${String(domain.length + 2)}ch)`}
          {...form.getInputProps("local_part")}
        />
        <Checkbox
          label={t("rename.alias")}
          description={t("rename.alias.help", { name: address ?? "" })}
          {...form.getInputProps("create_alias", { type: "checkbox" })}
        />
      </FormGroup>
    </FormDrawer>
  );
}
