import { IconLock, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { mailProtocols } from "~/components/settings/mailbox-choices";
import type { BulkAction } from "~/components/table/types";
import { useFormat } from "~/lib/format";

import { bulkMailboxes, weighMailboxes, type MailboxAction } from "./queries";

/** What can be done with many mailboxes at once. */
export function useMailboxBulk(): BulkAction[] {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const format = useFormat();
  return useMemo<BulkAction[]>(() => {
    const run = (action: MailboxAction) => (keys: string[]) => bulkMailboxes(keys, action);
    return [
      { id: "activate", label: t("activate"), icon: <IconPlayerPlay size={16} />, run: run("activate") },
      {
        id: "disable_login",
        label: t("disableLogin"),
        icon: <IconLock size={16} />,
        confirm: (count) => ({
          title: t("bulk.no_login.title", { count, shown: format.number(count) }),
          text: t("settings:mailbox.state.no_login.help"),
          verb: t("disableLogin"),
        }),
        run: run("disable_login"),
      },
      {
        id: "deactivate",
        label: t("deactivate"),
        icon: <IconPlayerPause size={16} />,
        confirm: (count) => ({
          title: t("bulk.inactive.title", { count, shown: format.number(count) }),
          text: t("settings:mailbox.state.inactive.help"),
          verb: t("deactivate"),
        }),
        run: run("deactivate"),
      },
      ...mailProtocols.flatMap((protocol): BulkAction[] => {
        const name = t(`settings:mailbox.protocol.${protocol}`);
        return [
          {
            id: `enable_${protocol}`,
            group: t("bulk.protocols"),
            label: t("bulk.enable", { name }),
            run: run(`enable_${protocol}`),
          },
          {
            id: `disable_${protocol}`,
            group: t("bulk.protocols"),
            label: t("bulk.disable", { name }),
            run: run(`disable_${protocol}`),
          },
        ];
      }),
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
        run: run("delete"),
      },
    ];
  }, [t, format]);
}
