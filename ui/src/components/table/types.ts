import type { ComponentType, ReactNode } from "react";

import type { Schema } from "~/api/schema";

/** One page of a list, as every list of the API answers. */
export interface PageOf<Row> {
  items: Row[];
  total: number;
  next_cursor: string | null;
}

/** What a list is asked for. `cursor` is that of an earlier page, or "@N" to start behind the first N rows. */
export interface ListQuery {
  search?: string;
  sort?: string;
  filters: Record<string, string>;
  cursor?: string;
  limit: number;
}

export interface Source<Row> {
  /** The start of the cache's key, as ["mailboxes", "list"]: what invalidates it. */
  key: readonly unknown[];
  /**
   * Where a page counts no more than so many rows from its own first one on, and one more for "there are more": the list
   * grows as somebody goes on in it.
   */
  counted?: number;
  fetch: (query: ListQuery, signal?: AbortSignal) => Promise<PageOf<Row>>;
}

export interface Column<Row> {
  id: string;
  header: string;
  /** The name by which the API sorts it; without one it cannot be sorted. */
  sort?: string;
  /** Pixels; the columns with `grow` share what is left. */
  width: number;
  grow?: number;
  align?: "end";
  /** Not shown until somebody chooses it. */
  hidden?: boolean;
  /** Where there is no room for all, it is left out unless somebody chose it: the lowest first. */
  spare?: number;
  /**
   * A phone shows a row in two lines: its title (the first column, unless another says so) and below it up to three
   * values that are understood without their heading.
   */
  phone?: "title" | "line";
  cell(row: Row): ReactNode;
  /** For the export, whose heading is another one where the cell shows more than this. */
  exported?: string;
  value(row: Row): string | number | boolean | null;
}

export interface FilterChoice {
  value: string;
  label: string;
}

export interface Filter {
  /** Its name in the address and for the API. */
  id: string;
  label: string;
  choices?: readonly FilterChoice[];
  /** For long lists of choices: those that fit what is typed. */
  find?: (text: string) => Promise<FilterChoice[]>;
  /** Neither: any text may be typed. */
  placeholder?: string;
  /** The chip, readable as a part of a sentence: "in example.org". */
  say: (value: string) => string;
}

export interface RowAction<Row> {
  id: string;
  label: string;
  icon: ReactNode;
  danger?: boolean;
  /** Shown beside the row on hover and focus; the others are in the menu. */
  prominent?: boolean;
  run(row: Row): void;
}

export type BulkAnswer = Schema["BulkAnswer"];

/** What deleting some rows takes with it. */
export type Deletion = Schema["Deletion"];

/** Does it to at most `bulkSize` rows, by their keys. */
export type BulkStep = (keys: string[]) => Promise<BulkAnswer>;

/** A form that finds out what an action is to set. */
export interface BulkFormProps {
  /** How many rows it is about. */
  count: number;
  onStart: (run: BulkStep) => void;
  onCancel: () => void;
}

interface BulkActionWords {
  id: string;
  /** What it does, understood by itself. */
  label: string;
  /** Actions of one group share a button with its name. */
  group?: string;
  /** A part of the group's menu, with a heading; below it an action may have a shorter name. */
  section?: string;
  short?: string;
  icon?: ReactNode;
  danger?: boolean;
}

interface PlainBulkAction extends BulkActionWords {
  /** Asked before; with the number of rows that it will touch, and with what `weigh` found. */
  confirm?: (count: number, weight: Deletion | undefined) => { title: string; text: ReactNode; verb: string };
  /** For deletions, which cannot be taken back: looks what goes with at most `bulkSize` of the rows. */
  weigh?: (keys: string[], signal: AbortSignal) => Promise<Deletion>;
  run: BulkStep;
}

interface AskingBulkAction extends BulkActionWords {
  /** Starts with a form instead. */
  Form: ComponentType<BulkFormProps>;
}

export type BulkAction = PlainBulkAction | AskingBulkAction;

/** As many as one request of a bulk operation takes. */
export const bulkSize = 100;

/** Which rows are chosen: some by their keys, with what they are called, or all that the filter shows but a few. */
export type Selection =
  | { kind: "some"; keys: ReadonlyMap<string, string> }
  | { kind: "all"; except: ReadonlyMap<string, string> };

export const nothingSelected: Selection = { kind: "some", keys: new Map() };

export const isSelected = (selection: Selection, key: string): boolean =>
  selection.kind === "some" ? selection.keys.has(key) : !selection.except.has(key);

export const selectedCount = (selection: Selection, total: number): number =>
  selection.kind === "some" ? selection.keys.size : total - selection.except.size;

/** All of the rows chosen, or all of them not. */
export function withRows(selection: Selection, rows: ReadonlyMap<string, string>, chosen: boolean): Selection {
  const listed = new Map(selection.kind === "some" ? selection.keys : selection.except);
  for (const [key, name] of rows) {
    if (chosen === (selection.kind === "some")) listed.set(key, name);
    else listed.delete(key);
  }
  return selection.kind === "some" ? { kind: "some", keys: listed } : { kind: "all", except: listed };
}

export function toggled(selection: Selection, key: string, name: string): Selection {
  const flip = (keys: ReadonlyMap<string, string>) => {
    const next = new Map(keys);
    if (!next.delete(key)) next.set(key, name);
    return next;
  };
  return selection.kind === "some"
    ? { kind: "some", keys: flip(selection.keys) }
    : { kind: "all", except: flip(selection.except) };
}
