import { Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { FormDrawer, FormGroup } from "~/components/form/form-drawer";
import { notifyDone } from "~/components/notify";

import { renameMailbox } from "./queries";

export interface RenameMailboxProps {
  opened: boolean;
  address: string;
  onClose: () => void;
  onRenamed?: (address: string) => void;
}

interface Values extends Record<string, unknown> {
  local_part: string;
  create_alias: boolean;
}

/** Another local part for a mailbox: its mail, filters and rights stay with it. */
export function RenameMailbox({ opened, address, onClose, onRenamed }: RenameMailboxProps) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const cache = useQueryClient();
  const at = address.lastIndexOf("@");
  const before = address.slice(0, Math.max(0, at));
  const domain = address.slice(Math.max(0, at));
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
      opened={opened}
      onClose={onClose}
      title={t("rename.title", { name: address })}
      submitLabel={t("rename.verb")}
      form={form}
      onSubmit={async (values) => {
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
          description={t("rename.alias.help", { name: address })}
          {...form.getInputProps("create_alias", { type: "checkbox" })}
        />
      </FormGroup>
    </FormDrawer>
  );
}
