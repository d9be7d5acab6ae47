import { useMemo, type DependencyList } from "react";

import type { Column } from "./types";

/**
 * The columns of a list, the same object from one look to the next: a list whose columns are others draws all its
 * cells anew. That is why a plain array will not do.
 */
class Columns<Row> {
  protected readonly lasting = true;
  constructor(readonly all: readonly Column<Row>[]) {}
}

export type { Columns };

/** Columns that need nothing of a component, made once beside it. */
export const columnsOf = <Row>(all: readonly Column<Row>[]): Columns<Row> => new Columns(all);

/** Columns that are made anew only when one of `deps` is another, as `useMemo` does; the linter knows it as such. */
export function useColumns<Row>(make: () => Column<Row>[], deps: DependencyList): Columns<Row> {
  // eslint-disable-next-line react-hooks/exhaustive-deps, react-hooks/use-memo -- checked where it is called
  return useMemo(() => new Columns(make()), deps);
}
