import i18next from "i18next";

import { When } from "~/components/values";

import type { Column } from "./types";

interface Lasting {
  created: string;
  modified: string | null;
}

/** When a row was made and last changed, out of sight until somebody wants to see it. */
export const historyColumns = (): Column<Lasting>[] => [
  {
    id: "created",
    header: i18next.t("created"),
    sort: "created",
    width: 140,
    hidden: true,
    cell: (row) => <When at={row.created} />,
    value: (row) => row.created,
  },
  {
    id: "modified",
    header: i18next.t("modified"),
    width: 140,
    hidden: true,
    cell: (row) => <When at={row.modified} />,
    value: (row) => row.modified,
  },
];
