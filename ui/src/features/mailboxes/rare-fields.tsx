import { TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Advanced, FormGroup } from "~/components/form/form-drawer";
import type { Bind } from "~/components/settings/fields";
import { useFormat } from "~/lib/format";

// A type, not an interface: what a form holds has to be a record.
export type RareValues = { sender_acl: string[] };

interface Props {
  values: RareValues;
  bind: Bind<RareValues>;
}

/** What few mailboxes need, folded, with what is set there. */
export function RareFields({ values: { sender_acl: senders }, bind }: Props) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const format = useFormat();
  return (
    <Advanced
      summary={
        senders.length === 0
          ? t("common:advanced.nothing")
          : t("form.senders.count", { count: senders.length, shown: format.number(senders.length) })
      }
    >
      <FormGroup title={t("form.senders")} help={t("form.senders.help")}>
        <TagsInput
          aria-label={t("form.senders")}
          placeholder={senders.length === 0 ? t("form.senders.placeholder") : ""}
          {...bind("sender_acl")}
        />
      </FormGroup>
    </Advanced>
  );
}
