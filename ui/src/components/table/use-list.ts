import { keepPreviousData, queryOptions, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useMemo } from "react";

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
    staleTime: 10_000,
  });

export type ListView<Row> =
  | { kind: "loading" }
  | { kind: "error"; error: unknown; retry: () => void }
  | {
      kind: "rows";
      total: number;
      /** There are more than `total`, and nobody has counted them yet. */
      more: boolean;
      /** The rows that are here, the same array while they are the same. */
      rows: Row[];
      /** Where among them the row at a place of the list is; undefined while it is on its way. */
      placeOf: (index: number) => number | undefined;
      /** The rows are those of the filter before; the new ones are on their way. */
      stale: boolean;
    };

/** The pages of a list, counted from 0, from the first to the last of them. */
export interface Pages {
  /** Of which list: with another filter or order its pages are others. */
  list: string;
  first: number;
  last: number;
}

/** What makes a list another one. */
export const listKeyOf = ({ search, sort, filters }: ListState): string => JSON.stringify([search, sort, filters]);

export const pagesOf = (list: string, firstRow: number, lastRow: number): Pages => ({
  list,
  first: Math.floor(firstRow / pageSize),
  last: Math.floor(lastRow / pageSize),
});

/** How long a list is, as far as its pages know. */
function countOf<Row>({ counted }: Source<Row>, counts: readonly [page: number, total: number][]) {
  const total = Math.max(...counts.map(([, one]) => one));
  if (counted === undefined) return { total, more: false };
  // A page that counted to its bound says that there are more, unless one further on came to the end.
  const bound = Math.max(...counts.map(([page]) => page * pageSize + counted + 1));
  return total === bound ? { total: total - 1, more: true } : { total, more: false };
}

/** The first page of the list before, until that of another filter or order is here. */
function useFormer<Row>(source: Source<Row>, state: ListState): ListView<Row> | undefined {
  // Of many queries none keeps what it had under another key; one alone does.
  const { data } = useQuery({ ...pageOptions(source, state, 0), placeholderData: keepPreviousData });
  return useMemo(
    () =>
      data === undefined
        ? undefined
        : {
            kind: "rows",
            ...countOf(source, [[0, data.total]]),
            rows: data.items,
            placeOf: (index) => (index < data.items.length ? index : undefined),
            stale: true,
          },
    [data, source],
  );
}

/** The rows of some pages of a list of any length; its first page, which knows how many there are, is one of them. */
export function useRows<Row>(source: Source<Row>, state: ListState, seen: Pages): ListView<Row> {
  const deferred = useDeferredValue(seen);
  const { first, last } = deferred.list === seen.list ? deferred : seen;
  const pages = useMemo(() => {
    const wanted = new Set([0]);
    for (let page = first; page <= last; ++page) wanted.add(page);
    return [...wanted];
  }, [first, last]);
  const combine = useCallback(
    (results: UseQueryResult<PageOf<Row>>[]): ListView<Row> => {
      const head = results[0];
      const broken = results.find((result) => result.isError && result.data === undefined);
      if (broken !== undefined) {
        return {
          kind: "error",
          error: broken.error,
          retry: () => {
            for (const result of results) if (result.isError) void result.refetch();
          },
        };
      }
      if (head?.data === undefined) return { kind: "loading" };
      const rows: Row[] = [];
      const starts = new Map<number, number>();
      const counts: [page: number, total: number][] = [];
      results.forEach(({ data }, i) => {
        const page = pages[i];
        if (data === undefined || page === undefined) return;
        starts.set(page, rows.length);
        counts.push([page, data.total]);
        rows.push(...data.items);
      });
      return {
        kind: "rows",
        ...countOf(source, source.counted === undefined ? [[0, head.data.total]] : counts),
        rows,
        placeOf: (index) => {
          const start = starts.get(Math.floor(index / pageSize));
          return start === undefined ? undefined : start + (index % pageSize);
        },
        stale: false,
      };
    },
    [pages, source],
  );
  const former = useFormer(source, state);
  const view = useQueries({ queries: pages.map((page) => pageOptions<Row>(source, state, page)), combine });
  return view.kind === "loading" && former !== undefined ? former : view;
}
