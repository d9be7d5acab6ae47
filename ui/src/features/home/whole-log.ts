import { isProblem } from "~/api/client";

import { fetchLog, type LogLine, type ServiceName } from "./queries";

/** More than a log of the server has; what a browser holds without trouble. */
export const mostLines = 500_000;

export interface LogFile {
  text: string;
  lines: number;
  /** Whether all that the server keeps is in it. */
  whole: boolean;
}

const asText = (lines: readonly LogLine[]) =>
  lines.map((line) => [line.time ?? "", line.level ?? "", line.program, line.message].join("\t") + "\n").join("");

/** All lines that the server keeps of a log and that have the text in them, page by page from the newest back. */
export async function wholeLog(
  name: ServiceName,
  search: string,
  signal: AbortSignal,
  onProgress: (lines: number, oldest: string | null) => void,
  most = mostLines,
): Promise<LogFile> {
  const parts: string[] = [];
  let lines = 0;
  let before: string | undefined;
  const file = (whole: boolean): LogFile => ({ text: parts.reverse().join(""), lines, whole });
  for (;;) {
    let page;
    try {
      page = await fetchLog(name, { search, ...(before === undefined ? {} : { before }) }, signal);
    } catch (error) {
      // A new file was begun meanwhile: what was before the last page is out of reach.
      if (before !== undefined && isProblem(error, "logs.cursor_expired")) return file(false);
      throw error;
    }
    const kept = page.items.slice(-(most - lines));
    parts.push(asText(kept));
    lines += kept.length;
    onProgress(lines, kept[0]?.time ?? null);
    before = page.before ?? undefined;
    if (kept.length < page.items.length || (lines === most && before !== undefined)) return file(false);
    if (before === undefined) return file(true);
  }
}
