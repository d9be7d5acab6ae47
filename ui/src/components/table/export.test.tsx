import { describe, expect, it, vi } from "vitest";

import { exported, type ExportKind } from "./export";
import type { Column, ListQuery, PageOf } from "./types";

interface Box {
  address: string;
  bytes: number;
  seen: string | null;
}

const columns: Column<Box>[] = [
  { id: "address", header: "Address", width: 1, cell: () => null, value: (row) => row.address },
  { id: "bytes", header: "Stored, in all", width: 1, hidden: true, cell: () => "1 KiB", value: (row) => row.bytes },
  { id: "seen", header: "Seen", width: 1, hidden: true, cell: () => "yesterday", value: (row) => row.seen },
];

const state = { search: "x", sort: "-bytes", filters: { active: "yes" }, at: 40_000 };

/** A list of so many rows, in pages. */
function listOf(count: number, name: (i: number) => string = (i) => `a${String(i)}@example.org`) {
  const fetch = vi.fn(({ cursor, limit }: ListQuery): Promise<PageOf<Box>> => {
    const first = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(limit, count - first) }, (_, i) => ({
      address: name(first + i),
      bytes: 1024,
      seen: i === 0 ? null : "2026-01-01T00:00:00Z",
    }));
    const next = first + items.length;
    return Promise.resolve({ items, total: count, next_cursor: next < count ? String(next) : null });
  });
  return { key: ["boxes"], fetch };
}

const run = (kind: ExportKind, source: ReturnType<typeof listOf>, signal = new AbortController().signal) => {
  const onProgress = vi.fn();
  return { onProgress, file: exported({ kind, source, state, columns, signal, onProgress }) };
};

describe("an export", () => {
  it("has all rows of the filter and every column, with values for machines", async () => {
    const source = listOf(1200);
    const { file, onProgress } = run("csv", source);
    const text = await (await file).text();
    const lines = text.replace("\uFEFF", "").split("\r\n");
    expect(lines).toHaveLength(1202);
    expect(lines[0]).toBe('Address,"Stored, in all",Seen');
    expect(lines[1]).toBe("a0@example.org,1024,");
    expect(lines[2]).toBe("a1@example.org,1024,2026-01-01T00:00:00Z");
    expect(source.fetch.mock.calls[0]?.[0]).toMatchObject({ search: "x", sort: "-bytes", filters: { active: "yes" } });
    expect(source.fetch).toHaveBeenCalledTimes(3);
    expect(onProgress.mock.calls).toEqual([
      [500, 1200],
      [1000, 1200],
      [1200, 1200],
    ]);
  });

  it("is what the API says, as JSON", async () => {
    const { file } = run("json", listOf(501));
    const rows: unknown = JSON.parse(await (await file).text());
    expect(rows).toHaveLength(501);
    expect((rows as Box[])[500]).toEqual({ address: "a500@example.org", bytes: 1024, seen: null });
    expect(JSON.parse(await (await run("json", listOf(0)).file).text())).toEqual([]);
  });

  it("runs nothing in a spreadsheet", async () => {
    const { file } = run("csv", listOf(1, () => '=HYPERLINK("http://x")'));
    expect(await (await file).text()).toContain(`"'=HYPERLINK(""http://x"")",1024,`);
  });

  it("keeps 100,000 rows as parts of a file, not as one text", async () => {
    const lengths: number[] = [];
    class Watched extends Blob {
      constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
        super(parts, options);
        for (const part of parts) if (typeof part === "string") lengths.push(part.length);
      }
    }
    vi.stubGlobal("Blob", Watched);
    const { file } = run("json", listOf(100_000));
    const { size } = await file;
    vi.unstubAllGlobals();
    expect(size).toBeGreaterThan(5_000_000);
    expect(lengths.length).toBeGreaterThan(4);
    expect(Math.max(...lengths)).toBeLessThan(1_200_000);
  });

  it("stops when it is cancelled, and asks for nothing more", async () => {
    const stop = new AbortController();
    const source = listOf(5000);
    const file = exported({
      kind: "csv",
      source,
      state,
      columns,
      signal: stop.signal,
      onProgress: (done) => {
        if (done === 1000) stop.abort();
      },
    });
    await expect(file).rejects.toThrow();
    expect(source.fetch).toHaveBeenCalledTimes(2);
  });
});
