import { IconAdjustments, IconLock, IconPlayerPause, IconPlayerPlay, IconTag, IconTagOff, IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { onDemand } from "~/components/on-demand";
import { mailProtocols } from "~/components/settings/mailbox-choices";
import type { BulkAction, BulkFormProps } from "~/components/table/types";
import { useFormat } from "~/lib/format";

import { bulkMailboxes, weighMailboxes, type MailboxAction } from "./queries";

const QuotaForm = onDemand<BulkFormProps>(async () => (await import("./bulk-forms")).QuotaForm);
const AddTagsForm = onDemand<BulkFormProps>(async () => (await import("./bulk-forms")).AddTagsForm);
const RemoveTagsForm = onDemand<BulkFormProps>(async () => (await import("./bulk-forms")).RemoveTagsForm);

/** Both ways in which mail may have to be encrypted, with what their settings are called. */
const directions = [
  { direction: "in", on: "enforce_tls_in", off: "relax_tls_in" },
  { direction: "out", on: "enforce_tls_out", off: "relax_tls_out" },
] as const;

/** What can be done with many mailboxes at once. */
export function useMailboxBulk(): BulkAction[] {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const format = useFormat();
  return useMemo<BulkAction[]>(() => {
    const run = (action: MailboxAction) => (keys: string[]) => bulkMailboxes(keys, action);
    const switches = (on: boolean): BulkAction[] =>
      mailProtocols.map((protocol) => {
        const name = t(`settings:mailbox.protocol.${protocol}`);
        const action = on ? (`enable_${protocol}` as const) : (`disable_${protocol}` as const);
        return {
          id: action,
          group: t("bulk.protocols"),
          section: on ? t("bulk.allow") : t("bulk.block"),
          short: name,
          label: on ? t("bulk.enable", { name }) : t("bulk.disable", { name }),
          run: run({ action }),
        };
      });
    return [
      {
        id: "activate",
        group: t("bulk.status"),
        label: t("common:activate"),
        icon: <IconPlayerPlay size={16} />,
        run: run({ action: "activate" }),
      },
      {
        id: "disable_login",
        group: t("bulk.status"),
        label: t("disableLogin"),
        icon: <IconLock size={16} />,
        confirm: (count) => ({
          title: t("bulk.no_login.title", { count, shown: format.number(count) }),
          text: t("settings:mailbox.state.no_login.help"),
          verb: t("disableLogin"),
        }),
        run: run({ action: "disable_login" }),
      },
      {
        id: "deactivate",
        group: t("bulk.status"),
        label: t("common:deactivate"),
        icon: <IconPlayerPause size={16} />,
        confirm: (count) => ({
          title: t("bulk.inactive.title", { count, shown: format.number(count) }),
          text: t("settings:mailbox.state.inactive.help"),
          verb: t("common:deactivate"),
        }),
        run: run({ action: "deactivate" }),
      },
      ...switches(true),
      ...switches(false),
      ...directions.flatMap(({ direction, on, off }): BulkAction[] => {
        const name = t(`settings:mailbox.tls_${direction}`);
        const words = { group: t("bulk.encryption"), section: name };
        return [
          { ...words, id: on, short: t("bulk.on"), label: t("bulk.enable", { name }), run: run({ action: on }) },
          { ...words, id: off, short: t("bulk.off"), label: t("bulk.disable", { name }), run: run({ action: off }) },
        ];
      }),
      {
        id: "quota",
        group: t("bulk.more"),
        label: t("bulk.quota"),
        icon: <IconAdjustments size={16} />,
        Form: QuotaForm,
      },
      {
        id: "add_tags",
        group: t("bulk.more"),
        label: t("bulk.addTags"),
        icon: <IconTag size={16} />,
        Form: AddTagsForm,
      },
      {
        id: "remove_tags",
        group: t("bulk.more"),
        label: t("bulk.removeTags"),
        icon: <IconTagOff size={16} />,
        Form: RemoveTagsForm,
      },
      {
        id: "delete",
        label: t("common:delete"),
        icon: <IconTrash size={16} />,
        danger: true,
        weigh: weighMailboxes,
        confirm: (count, weight) => ({
          title: t("bulk.delete.title", { count, shown: format.number(count) }),
          text: t("bulk.delete.text", {
            count: weight?.deletable ?? count,
            mailboxes: format.number(weight?.deletable ?? count),
            messages: format.number(weight?.message_count ?? 0),
            size: format.bytes(weight?.bytes_used ?? 0),
          }),
          verb: t("bulk.delete.verb", { count, shown: format.number(count) }),
        }),
        run: run({ action: "delete" }),
      },
    ];
  }, [t, format]);
}
