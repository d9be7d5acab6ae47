import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DeleteObject } from "~/components/deletion/delete-object";
import { useAmounts } from "~/components/deletion/goes-with";
import { notifyDone } from "~/components/notify";
import { useFormat } from "~/lib/format";

import { deleteDomain, weighDomains, type Domain } from "./queries";

interface Props {
  domain: Domain;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Says what goes before it goes; the server keeps a domain that still has mailboxes. */
export function DeleteDomain({ domain, onClose, onDeleted }: Props) {
  const { t } = useTranslation("domains");
  const format = useFormat();
  const amounts = useAmounts();
  const cache = useQueryClient();
  return (
    <DeleteObject
      title={t("delete.title", { name: domain.display_name })}
      verb={t("delete.verb")}
      name={domain.name}
      weigh={(signal) => weighDomains([domain.name], signal)}
      refusal={({ mailboxes, message_count, bytes_used, refused }) =>
        mailboxes === 0 ? (
          <p>{refused?.detail}</p>
        ) : (
          <>
            <p>{t("delete.occupied", { what: format.list(amounts({ mailboxes, message_count, bytes_used })) })}</p>
            <p>
              <Link to="/mailboxes" search={{ domain: domain.name }}>
                {t("part.mailboxes.all")}
              </Link>
            </p>
          </>
        )
      }
      onClose={onClose}
      onDelete={async () => {
        await deleteDomain(domain.name);
        onDeleted?.();
        await cache.invalidateQueries({ queryKey: ["domains", "list"] });
        notifyDone(t("done.deleted", { name: domain.display_name }));
      }}
    >
      <p>{t("delete.text")}</p>
    </DeleteObject>
  );
}
