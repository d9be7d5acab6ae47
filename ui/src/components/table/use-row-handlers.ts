import { useLayoutEffect, useMemo, useRef } from "react";

import type { RowHandlers } from "./table-row";

/** Handlers that stay the same for the life of a list and do what the newest ones would. */
export function useRowHandlers<Row>(newest: RowHandlers<Row>): RowHandlers<Row> {
  const latest = useRef(newest);
  useLayoutEffect(() => {
    latest.current = newest;
  });
  return useMemo<RowHandlers<Row>>(
    () => ({
      nameOf: (row) => latest.current.nameOf(row),
      open: (row) => {
        latest.current.open(row);
      },
      toggle: (row, index, range) => {
        latest.current.toggle(row, index, range);
      },
      actionsOf: (row) => latest.current.actionsOf(row),
      openMenu: (row, button) => {
        latest.current.openMenu(row, button);
      },
      focused: (index) => {
        latest.current.focused(index);
      },
      onKey: (event, index, row) => {
        latest.current.onKey(event, index, row);
      },
    }),
    [],
  );
}
