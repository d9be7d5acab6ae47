import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Confirm } from "~/components/confirm";
import { DeleteObject } from "~/components/deletion/delete-object";
import { notifyDone } from "~/components/notify";
import { useSwitch } from "~/components/use-switch";
import { useFormat } from "~/lib/format";
import { shownAddress } from "~/lib/idn";

import { deleteAlias, expandAlias, updateAlias, type Alias } from "./queries";

/** Lists and the trail are read again after a change. */
function useReload(): () => Promise<unknown> {
  const cache = useQueryClient();
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: ["aliases"] }),
      cache.invalidateQueries({ queryKey: ["audit"] }),
    ]);
}

/** Switches an alias on or off at once, with a way back. */
export function useSetActive(): (alias: Alias, active: boolean) => Promise<void> {
  const { t } = useTranslation("aliases");
  return useSwitch<Alias, boolean>({
    update: (alias, active) => updateAlias(String(alias.id), { active }, "*"),
    stateOf: (alias) => alias.active,
    membersOf: (active) => ({ active }),
    key: "id",
    changes: ["aliases", "audit"],
    say: (alias, active) => t(active ? "done.activated" : "done.deactivated", { address: shownAddress(alias.address) }),
  });
}

interface Props {
  alias: Alias;
  onClose: () => void;
  onDone?: () => void;
}

export function DeleteAlias({ alias, onClose, onDone }: Props) {
  const { t } = useTranslation("aliases");
  const format = useFormat();
  const reload = useReload();
  const count = alias.destinations.length;
  return (
    <DeleteObject
      onClose={onClose}
      title={t("delete.title", { address: shownAddress(alias.address) })}
      verb={t("delete.verb")}
      name={alias.address}
      onDelete={async () => {
        await deleteAlias(String(alias.id));
        onDone?.();
        await reload();
        notifyDone(t("done.deleted", { address: shownAddress(alias.address) }));
      }}
    >
      <p>
        {alias.delivery === "forward"
          ? t("delete.text", { count, shown: format.number(count) })
          : t("delete.special")}
      </p>
    </DeleteObject>
  );
}

export function ExpandAlias({ alias, onClose }: Props) {
  const { t } = useTranslation("aliases");
  const format = useFormat();
  const reload = useReload();
  return (
    <Confirm
      opened
      danger={false}
      onClose={onClose}
      title={t("expand.title", { address: shownAddress(alias.address) })}
      confirmLabel={t("expand.verb")}
      onConfirm={async () => {
        const { created } = await expandAlias(String(alias.id));
        await reload();
        notifyDone(
          created.length === 0
            ? t("done.notExpanded", { domain: alias.domain })
            : t("done.expanded", {
                count: created.length,
                addresses: format.list(created.slice(0, 3).map((one) => one.address)),
              }),
        );
      }}
    >
      {t("expand.text", { domain: alias.domain })}
    </Confirm>
  );
}
