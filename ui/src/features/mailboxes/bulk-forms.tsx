import { Button, Group, Stack, TagsInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { QuotaInput } from "~/components/form/quota-input";
import type { BulkFormProps } from "~/components/table/types";
import { useFormat } from "~/lib/format";

import { bulkMailboxes } from "./queries";

interface FrameProps {
  verb: string;
  ready?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** A field and the two buttons below it. */
function Frame({ verb, ready = true, onSubmit, onCancel, children }: FrameProps) {
  const { t } = useTranslation();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSubmit();
      }}
    >
      <Stack gap="md">
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t("cancel")}
          </Button>
          <Button type="submit" disabled={!ready}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function QuotaForm({ count, onStart, onCancel }: BulkFormProps) {
  const { t } = useTranslation(["mailboxes", "settings"]);
  const format = useFormat();
  const [quota, setQuota] = useState(3_221_225_472);
  return (
    <Frame
      verb={t("bulk.quota.verb", { count, shown: format.number(count) })}
      onSubmit={() => {
        onStart((addresses) => bulkMailboxes(addresses, { action: "set_quota", quota }));
      }}
      onCancel={onCancel}
    >
      <QuotaInput
        label={t("settings:mailbox.quota")}
        description={t("bulk.quota.help")}
        value={quota}
        onChange={setQuota}
      />
    </Frame>
  );
}

export const AddTagsForm = (props: BulkFormProps) => <TagsForm {...props} action="add_tags" />;
export const RemoveTagsForm = (props: BulkFormProps) => <TagsForm {...props} action="remove_tags" />;

function TagsForm({ count, onStart, onCancel, action }: BulkFormProps & { action: "add_tags" | "remove_tags" }) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const format = useFormat();
  const [tags, setTags] = useState<string[]>([]);
  return (
    <Frame
      verb={t(`bulk.${action}.verb`, { count, shown: format.number(count) })}
      ready={tags.length > 0}
      onSubmit={() => {
        onStart((addresses) => bulkMailboxes(addresses, { action, tags }));
      }}
      onCancel={onCancel}
    >
      <TagsInput
        label={t("common:tags")}
        description={t(`bulk.${action}.help`)}
        maxTags={25}
        value={tags}
        onChange={setTags}
        data-autofocus
      />
    </Frame>
  );
}
