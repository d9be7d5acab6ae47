import { csv } from "~/lib/download";

import { everyPage } from "./gather";
import type { Column, Source } from "./types";
import type { ListState } from "./use-list";

export const exportKinds = ["csv", "json"] as const;
export type ExportKind = (typeof exportKinds)[number];

export interface ExportOptions<Row> {
  kind: ExportKind;
  source: Source<Row>;
  state: ListState;
  /** Of a CSV: every column of the list, the hidden ones too. */
  columns: readonly Column<Row>[];
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

/** As text, about a megabyte; then it is the browser's, which keeps large files on the disk. */
const partSize = 1_000_000;

/**
 * All rows that the filter shows, as a file. A CSV has the columns in the panel's words, with the values as machines
 * take them (sizes in bytes, times in ISO 8601); a JSON has the objects of the API, one in each line.
 */
export async function exported<Row>(options: ExportOptions<Row>): Promise<Blob> {
  const { kind, source, state, columns, signal, onProgress } = options;
  const type = kind === "csv" ? "text/csv;charset=utf-8" : "application/json";
  const parts: Blob[] = [];
  // The mark at the start tells spreadsheets that it is UTF-8.
  let text = kind === "csv" ? `\uFEFF${csv([columns.map((column) => column.exported ?? column.header)])}` : "[";
  let done = 0;
  for await (const { rows, total } of everyPage(source, state, signal)) {
    if (kind === "csv") text += csv(rows.map((row) => columns.map((column) => column.value(row))));
    else for (const [i, row] of rows.entries()) text += `${done + i === 0 ? "\n" : ",\n"}${JSON.stringify(row)}`;
    done += rows.length;
    onProgress(done, total);
    if (text.length > partSize) {
      parts.push(new Blob([text], { type }));
      text = "";
    }
  }
  signal.throwIfAborted();
  if (kind === "json") text += "\n]\n";
  return new Blob([...parts, text], { type });
}
