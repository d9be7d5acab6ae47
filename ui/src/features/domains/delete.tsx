import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Confirm } from "~/components/confirm";
import { notifyDone } from "~/components/notify";
import { useFormat } from "~/lib/format";

import { deleteDomain, type Domain } from "./queries";

interface Props {
  domain: Domain;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Says what goes before it goes; the server keeps a domain that still has mailboxes. */
export function DeleteDomain({ domain, onClose, onDeleted }: Props) {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const cache = useQueryClient();
  const occupied = domain.mailbox_count > 0;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("delete.title", { name: domain.display_name })}
      confirmLabel={t("delete.verb")}
      typeToConfirm={domain.name}
      onConfirm={async () => {
        await deleteDomain(domain.name);
        onDeleted?.();
        await cache.invalidateQueries({ queryKey: ["domains", "list"] });
        notifyDone(t("done.deleted", { name: domain.display_name }));
      }}
    >
      {occupied
        ? t("delete.occupied", { count: domain.mailbox_count, size: format.bytes(domain.bytes_used) })
        : t("delete.text", { count: domain.alias_count })}
    </Confirm>
  );
}
