import { listQuery, type ListState } from "./use-list";
import type { Selection, Source } from "./types";

const gatherSize = 500;

/** All rows that a filter shows, page by page with a bounded number in each; stops when `signal` says so. */
export async function* everyPage<Row>(
  source: Source<Row>,
  state: ListState,
  signal: AbortSignal,
): AsyncGenerator<{ rows: Row[]; total: number }> {
  let cursor: string | null = null;
  do {
    const query = listQuery(state, 0, gatherSize);
    const page = await source.fetch(cursor === null ? query : { ...query, cursor }, signal);
    yield { rows: page.items, total: page.total };
    cursor = page.next_cursor;
  } while (cursor !== null && !signal.aborted);
}

/** The keys of the chosen rows, with what they are called. All of them first: acting while reading would move the pages. */
export async function selectedKeys<Row>(
  source: Source<Row>,
  state: ListState,
  selection: Selection,
  keyOf: (row: Row) => string,
  nameOf: (row: Row) => string,
  signal: AbortSignal,
  onProgress: (found: number) => void,
): Promise<ReadonlyMap<string, string>> {
  if (selection.kind === "some") return selection.keys;
  const names = new Map<string, string>();
  for await (const page of everyPage(source, state, signal)) {
    for (const row of page.rows) {
      const key = keyOf(row);
      if (!selection.except.has(key)) names.set(key, nameOf(row));
    }
    onProgress(names.size);
  }
  return names;
}
