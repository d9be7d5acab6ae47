import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";

import { notifyFailed } from "~/components/notify";
import { csv, download } from "~/lib/download";
import { useFormat } from "~/lib/format";

import { everyPage } from "./gather";
import type { Column, Source } from "./types";
import type { ListState } from "./use-list";

/** Downloads all rows that the filter shows, with every column. */
export function useExport<Row>(name: string, source: Source<Row>, columns: readonly Column<Row>[], state: ListState) {
  const { t } = useTranslation();
  const format = useFormat();
  return async (kind: "csv" | "json") => {
    const id = notifications.show({ message: t("loading"), loading: true, autoClose: false, withCloseButton: false });
    try {
      const kept: Row[] = [];
      for await (const page of everyPage(source, state, new AbortController().signal)) {
        kept.push(...page.rows);
        notifications.update({
          id,
          message: t("list.export.running", { done: format.number(kept.length), total: format.number(page.total) }),
        });
      }
      if (kind === "json") {
        download(`${name}.json`, "application/json", JSON.stringify(kept, null, 2));
      } else {
        const heads = columns.map((column) => column.header);
        const rows = kept.map((row) => columns.map((column) => column.value(row)));
        download(`${name}.csv`, "text/csv;charset=utf-8", csv([heads, ...rows]));
      }
    } catch (error) {
      notifyFailed(error);
    } finally {
      notifications.hide(id);
    }
  };
}
