import { IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { BulkAction } from "~/components/table/types";
import { useFormat } from "~/lib/format";

import { bulkDomains, weighDomains } from "./queries";

/** What can be done with many domains at once. */
export function useDomainBulk(): BulkAction[] {
  const { t } = useTranslation(["domains", "settings", "common"]);
  const format = useFormat();
  return useMemo<BulkAction[]>(
    () => [
      {
        id: "activate",
        label: t("common:activate"),
        icon: <IconPlayerPlay size={16} />,
        run: (names) => bulkDomains(names, "activate"),
      },
      {
        id: "deactivate",
        label: t("common:deactivate"),
        icon: <IconPlayerPause size={16} />,
        confirm: (count) => ({
          title: t("bulk.deactivate.title", { count, shown: format.number(count) }),
          text: t("settings:domain.active.help"),
          verb: t("common:deactivate"),
        }),
        run: (names) => bulkDomains(names, "deactivate"),
      },
      {
        id: "delete",
        label: t("common:delete"),
        icon: <IconTrash size={16} />,
        danger: true,
        weigh: weighDomains,
        confirm: (count, weight) => {
          const deletable = weight?.deletable ?? count;
          return {
            title: t("bulk.delete.title", { count, shown: format.number(count) }),
            text: (
              <>
                {t("bulk.delete.text", {
                  count: deletable,
                  domains: format.number(deletable),
                  aliases: format.number(weight?.aliases ?? 0),
                  alias_domains: format.number(weight?.alias_domains ?? 0),
                })}{" "}
                {deletable < count &&
                  t("bulk.delete.occupied", { count: count - deletable, shown: format.number(count - deletable) })}
              </>
            ),
            verb: t("bulk.delete.verb", { count: deletable, shown: format.number(deletable) }),
          };
        },
        run: (names) => bulkDomains(names, "delete"),
      },
    ],
    [t, format],
  );
}
