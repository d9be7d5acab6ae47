import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Confirm } from "~/components/confirm";
import { notifyDone } from "~/components/notify";
import { useFormat } from "~/lib/format";

import { deleteAliasDomain, deletionOf, type AliasDomain } from "./queries";

/** Says what goes: the aliases in it. Its DKIM key stays. */
export function DeleteAliasDomain({ aliasDomain, onClose }: { aliasDomain: AliasDomain; onClose: () => void }) {
  const { t } = useTranslation("alias_domains");
  const format = useFormat();
  const cache = useQueryClient();
  const aliases = useQuery(deletionOf(aliasDomain.name)).data?.aliases;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("delete.title", { name: aliasDomain.display_name })}
      confirmLabel={t("delete.verb")}
      typeToConfirm={aliasDomain.name}
      onConfirm={async () => {
        await deleteAliasDomain(aliasDomain.name);
        await cache.invalidateQueries({ queryKey: ["alias-domains"] });
        await cache.invalidateQueries({ queryKey: ["aliases"] });
        notifyDone(t("done.deleted", { name: aliasDomain.display_name }));
      }}
    >
      <p>
        {t("delete.mail", { name: aliasDomain.name, target: aliasDomain.target_domain })}{" "}
        {aliases !== undefined && t("delete.aliases", { count: aliases, shown: format.number(aliases) })}{" "}
        {t("delete.dkim")}
      </p>
    </Confirm>
  );
}
