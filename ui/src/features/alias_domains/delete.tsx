import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { DeleteObject } from "~/components/deletion/delete-object";
import { notifyDone } from "~/components/notify";

import { deleteAliasDomain, weighAliasDomains, type AliasDomain } from "./queries";

interface Props {
  aliasDomain: AliasDomain;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Says what goes: the aliases in it. Its DKIM key stays. */
export function DeleteAliasDomain({ aliasDomain, onClose, onDeleted }: Props) {
  const { t } = useTranslation("alias_domains");
  const cache = useQueryClient();
  return (
    <DeleteObject
      title={t("delete.title", { name: aliasDomain.display_name })}
      verb={t("delete.verb")}
      name={aliasDomain.name}
      weigh={(signal) => weighAliasDomains([aliasDomain.name], signal)}
      besides={["alias_domains"]}
      onClose={onClose}
      onDelete={async () => {
        await deleteAliasDomain(aliasDomain.name);
        onDeleted?.();
        await cache.invalidateQueries({ queryKey: ["alias-domains", "list"] });
        await cache.invalidateQueries({ queryKey: ["aliases"] });
        notifyDone(t("done.deleted", { name: aliasDomain.display_name }));
      }}
    >
      <p>
        {t("delete.mail", { name: aliasDomain.name, target: aliasDomain.target_domain })} {t("delete.dkim")}
      </p>
    </DeleteObject>
  );
}
