import { IconEdit, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { RowAction } from "./types";

interface RowActions {
  edit: (run: () => void) => RowAction<unknown>;
  /** Turns it on where it is off, and off where it is on. */
  active: (on: boolean, run: () => void) => RowAction<unknown>;
  remove: (run: () => void) => RowAction<unknown>;
}

/** The actions that the rows of nearly every list have. */
export function useRowActions(): RowActions {
  const { t } = useTranslation();
  return {
    edit: (run) => ({ id: "edit", label: t("edit"), icon: <IconEdit size={16} />, prominent: true, run }),
    active: (on, run) => ({
      id: "active",
      label: on ? t("deactivate") : t("activate"),
      icon: on ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />,
      prominent: true,
      run,
    }),
    remove: (run) => ({ id: "delete", label: t("delete"), icon: <IconTrash size={16} />, danger: true, run }),
  };
}
