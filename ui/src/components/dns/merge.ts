import type { Schema } from "~/api/schema";

export type Expected = Schema["ExpectedRecord"];
export type Checked = Schema["CheckedRecord"];

/** A record to publish, with what the DNS has in its place once that is known. */
export interface Row {
  record: Expected;
  checked: Checked | undefined;
}

/** A reverse name is known by the check alone, where the machine stands behind address translation. */
const isSame = (record: Expected, checked: Checked) =>
  record.purpose === checked.purpose &&
  record.type === checked.type &&
  record.value === checked.value &&
  (record.name === checked.name || record.name === "");

/** What was checked beside what is expected now: a key may have come since. */
export const merge = (records: readonly Expected[], checked: readonly Checked[]): Row[] =>
  records.map((record) => ({ record, checked: checked.find((one) => isSame(record, one)) }));
