import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Confirm } from "~/components/confirm";
import { notifyDone } from "~/components/notify";
import { useFormat } from "~/lib/format";

import { deleteMailbox, type Mailbox } from "./queries";
import classes from "./mailboxes.module.css";

interface Props {
  mailbox: Mailbox;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Says what goes before it goes. */
export function DeleteMailbox({ mailbox, onClose, onDeleted }: Props) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const format = useFormat();
  const cache = useQueryClient();
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("delete.title", { name: mailbox.address })}
      confirmLabel={t("delete.verb")}
      typeToConfirm={mailbox.address}
      onConfirm={async () => {
        await deleteMailbox(mailbox.address);
        onDeleted?.();
        await Promise.all([
          cache.invalidateQueries({ queryKey: ["mailboxes", "list"] }),
          cache.invalidateQueries({ queryKey: ["domains"] }),
          cache.invalidateQueries({ queryKey: ["aliases"] }),
        ]);
        notifyDone(t("done.deleted", { name: mailbox.address }));
      }}
    >
      <p className={classes.text}>
        {mailbox.message_count === 0
          ? t("delete.empty")
          : t("delete.amount", {
              count: mailbox.message_count,
              messages: format.number(mailbox.message_count),
              size: format.bytes(mailbox.bytes_used),
            })}
      </p>
      <p className={classes.text}>{t("delete.also")}</p>
    </Confirm>
  );
}
