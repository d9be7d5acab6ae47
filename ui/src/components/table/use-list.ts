import { queryOptions, useQueries } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";

import { useSearchText } from "~/lib/url-state";

import type { ListQuery, PageOf, Source } from "./types";

/** Rows of one request. */
export const pageSize = 100;

export interface ListState {
  search: string;
  /** A column's API name, with "-" before it for descending; "" for the list's own order. */
  sort: string;
  filters: Record<string, string>;
  /** The row at the top, counted from 0. */
  at: number;
}

/** The state of a list, in the page's address: "q", "sort", "at" and the filters by their names. */
export function useListState(filterIds: readonly string[]): [ListState, (patch: Partial<ListState>) => void] {
  const [search, change] = useSearchText();
  const filters: Record<string, string> = {};
  for (const id of filterIds) {
    const value = search[id];
    if (value !== undefined && value !== "") filters[id] = value;
  }
  const state: ListState = {
    search: search["q"] ?? "",
    sort: search["sort"] ?? "",
    filters,
    at: Math.max(0, Number.parseInt(search["at"] ?? "0", 10) || 0),
  };
  const set = (patch: Partial<ListState>) => {
    const next: Record<string, string | undefined> = {};
    if (patch.search !== undefined) next["q"] = patch.search;
    if (patch.sort !== undefined) next["sort"] = patch.sort;
    if (patch.filters !== undefined) for (const id of filterIds) next[id] = patch.filters[id];
    // Another filter or order is another list: back to its top.
    const at = patch.at ?? 0;
    next["at"] = at === 0 ? undefined : String(at);
    change(next);
  };
  return [state, set];
}

export const listQuery = (state: ListState, first: number, limit: number): ListQuery => ({
  ...(state.search === "" ? {} : { search: state.search }),
  ...(state.sort === "" ? {} : { sort: state.sort }),
  filters: state.filters,
  ...(first === 0 ? {} : { cursor: `@${String(first)}` }),
  limit,
});

export const pageOptions = <Row>(source: Source<Row>, state: ListState, page: number) =>
  queryOptions<PageOf<Row>>({
    queryKey: [...source.key, { search: state.search, sort: state.sort, filters: state.filters }, page],
    queryFn: ({ signal }) => source.fetch(listQuery(state, page * pageSize, pageSize), signal),
    placeholderData: (before: PageOf<Row> | undefined) => (page === 0 ? before : undefined),
    staleTime: 10_000,
  });

export type ListView<Row> =
  | { kind: "loading" }
  | { kind: "error"; error: unknown; retry: () => void }
  | {
      kind: "rows";
      total: number;
      /** The row at a place, or undefined while it is on its way. */
      row: (index: number) => Row | undefined;
      /** The rows are those of the filter before; the new ones are on their way. */
      stale: boolean;
    };

/** The pages around what is in sight, of a list of any length. */
export function useRows<Row>(source: Source<Row>, state: ListState, first: number, last: number): ListView<Row> {
  const seen = useDeferredValue(`${String(Math.floor(first / pageSize))}-${String(Math.floor(last / pageSize))}`);
  const pages = useMemo(() => {
    const [from = 0, to = 0] = seen.split("-").map(Number);
    const wanted = new Set([0]);
    for (let page = from; page <= to; ++page) wanted.add(page);
    return [...wanted];
  }, [seen]);
  const results = useQueries({ queries: pages.map((page) => pageOptions<Row>(source, state, page)) });

  const head = results[0];
  const broken = results.find((result) => result.isError && result.data === undefined);
  if (head?.data === undefined || broken !== undefined) {
    if (broken === undefined) return { kind: "loading" };
    return {
      kind: "error",
      error: broken.error,
      retry: () => {
        for (const result of results) if (result.isError) void result.refetch();
      },
    };
  }
  const data: ReadonlyMap<number, PageOf<Row> | undefined> = new Map(
    pages.map((page, i) => [page, results[i]?.data]),
  );
  return {
    kind: "rows",
    total: head.data.total,
    row: (index) => data.get(Math.floor(index / pageSize))?.items[index % pageSize],
    stale: head.isPlaceholderData,
  };
}
