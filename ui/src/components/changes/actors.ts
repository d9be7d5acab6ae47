import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import { useMay } from "~/lib/session";

const prefix = "api:";

/** What the API keys are called, by the last letters of each, which the trail knows it by. */
const keyNames = queryOptions({
  queryKey: ["api-keys", "names"],
  staleTime: 60_000,
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET("/api/v2/api-keys", { params: { query: { limit: 500 } }, signal }));
    return new Map(items.map(({ hint, description }) => [hint, description]));
  },
});

/** Who did it: an account, a key by its name where it has one, or what else it was. `actors`: those that are shown. */
export function useActorWords(actors: readonly string[]): (actor: string) => string {
  const { t } = useTranslation("changes");
  const may = useMay("access_read");
  const enabled = may && actors.some((actor) => actor.startsWith(prefix));
  const { data: names } = useQuery({ ...keyNames, enabled });
  return useCallback(
    (actor) => {
      if (actor === "") return t("actor.nobody");
      const hint = actor.startsWith(prefix) ? actor.slice(prefix.length) : "";
      const name = names?.get(hint) ?? "";
      return name === "" ? actor : t("actor.key", { name, hint });
    },
    [names, t],
  );
}
