import { useState } from "react";

import { useSearchText } from "~/lib/url-state";

export interface ListDialog {
  /** Opens the dialog for a new one. */
  add: () => void;
  /** Opens the dialog for the one with this key. */
  edit: (key: string) => void;
  opened: boolean;
  /** The key of what is edited; undefined for a new one. */
  editing: string | undefined;
  /** Another dialog for each object: for React's `key`. */
  id: string;
  close: () => void;
}

/** The dialog of a list, which the address opens: "?dialog=add", or "?edit=" with the key of a row. */
export function useListDialog(): ListDialog {
  const [search, change] = useSearchText();
  const wanted = search["edit"];
  const opened = search["dialog"] === "add" || wanted !== undefined;
  const [shown, setShown] = useState(wanted);
  // While it closes it shows what it showed.
  if (opened && shown !== wanted) setShown(wanted);
  return {
    add: () => {
      change({ dialog: "add" }, "push");
    },
    edit: (key) => {
      change({ edit: key }, "push");
    },
    opened,
    editing: shown,
    id: shown ?? "add",
    close: () => {
      change({ dialog: undefined, edit: undefined }, "push");
    },
  };
}
