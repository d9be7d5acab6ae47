import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { inWords } from "~/api/problem-words";
import type { Schema } from "~/api/schema";
import { Confirm } from "~/components/confirm";
import { AfterAWhile, ErrorState } from "~/components/states";
import { useFormat } from "~/lib/format";

import { useAmounts } from "./goes-with";

export type DeletionItem = Schema["DeletionItem"];

export interface DeleteObjectProps {
  /** "Delete example.org?" */
  title: string;
  verb: string;
  /** Has to be typed: what is deleted cannot be brought back. */
  name: string;
  /** Asks the server what goes with it; without one, nothing else does. */
  weigh?: (signal: AbortSignal) => Promise<Schema["Deletion"]>;
  /** Kinds that are the object itself, or said otherwise. */
  besides?: readonly (keyof DeletionItem)[];
  /** Why it stays and what to do, where the server would refuse; without one, in the server's words. */
  refusal?: (item: DeletionItem) => ReactNode;
  /** What that means. */
  children?: ReactNode;
  onClose: () => void;
  /** Deletes it, and says so. */
  onDelete: () => Promise<unknown>;
}

/** Before something is deleted for good: what goes with it and how much, as the server counts it now. */
export function DeleteObject(props: DeleteObjectProps) {
  const { title, verb, name, weigh, besides = [], refusal, children, onClose, onDelete } = props;
  const { t } = useTranslation(["deletion", "common"]);
  const format = useFormat();
  const amounts = useAmounts();
  const found = useQuery({
    queryKey: ["deletion", title],
    enabled: weigh !== undefined,
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const item = (await weigh?.(signal))?.items[0];
      if (item === undefined) throw new Error("The server did not say what goes.");
      const [refused = null] = await inWords(item.refused === null ? [] : [item.refused]);
      return { ...item, refused };
    },
  });
  const item = found.data;
  const refused = item?.refused ?? null;
  const goes = item === undefined ? [] : amounts(Object.fromEntries(Object.entries(item).filter(([key]) => !besides.some((one) => one === key))));
  return (
    <Confirm
      opened
      onClose={onClose}
      title={refused === null ? title : t("refused.title", { name })}
      confirmLabel={verb}
      typeToConfirm={name}
      waiting={weigh !== undefined && item === undefined}
      impossible={refused !== null || found.isError}
      onConfirm={onDelete}
    >
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : item !== undefined && refused !== null ? (
        (refusal?.(item) ?? <p>{refused.detail}</p>)
      ) : (
        <>
          {weigh !== undefined && item === undefined && (
            <AfterAWhile>
              <p role="status">{t("common:bulk.weighing")}</p>
            </AfterAWhile>
          )}
          {goes.length > 0 && <p>{t("goes", { what: format.list(goes) })}</p>}
          {children}
          <p>{t("forGood")}</p>
        </>
      )}
    </Confirm>
  );
}
