import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { DeleteObject } from "~/components/deletion/delete-object";
import { notifyDone } from "~/components/notify";

import { shownAddress } from "~/lib/idn";

import { deleteMailbox, weighMailboxes, type Mailbox } from "./queries";

interface Props {
  mailbox: Mailbox;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Says what goes before it goes. */
export function DeleteMailbox({ mailbox, onClose, onDeleted }: Props) {
  const { t } = useTranslation("mailboxes");
  const cache = useQueryClient();
  return (
    <DeleteObject
      title={t("delete.title", { name: shownAddress(mailbox.address) })}
      verb={t("delete.verb")}
      name={mailbox.address}
      weigh={(signal) => weighMailboxes([mailbox.address], signal)}
      besides={["mailboxes"]}
      onClose={onClose}
      onDelete={async () => {
        await deleteMailbox(mailbox.address);
        onDeleted?.();
        await Promise.all([
          cache.invalidateQueries({ queryKey: ["mailboxes", "list"] }),
          cache.invalidateQueries({ queryKey: ["domains"] }),
          cache.invalidateQueries({ queryKey: ["aliases"] }),
        ]);
        notifyDone(t("done.deleted", { name: shownAddress(mailbox.address) }));
      }}
    >
      <p>{t("delete.text")}</p>
    </DeleteObject>
  );
}
