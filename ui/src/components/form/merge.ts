/** A field that is not what it was when the form was opened. */
export interface ChangedField {
  field: string;
  before: unknown;
  theirs: unknown;
  mine: unknown;
}

export interface Comparison {
  /** Changed on both sides, and not to the same: somebody has to choose. */
  both: ChangedField[];
  onlyTheirs: ChangedField[];
  onlyMine: ChangedField[];
}

type Values = Record<string, unknown>;

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What two people made of one object: its values before, those of now, and those of the form. */
export function compare(before: Values, theirs: Values, mine: Values): Comparison {
  const found: Comparison = { both: [], onlyTheirs: [], onlyMine: [] };
  for (const field of Object.keys(mine)) {
    const changed = { field, before: before[field], theirs: theirs[field], mine: mine[field] };
    if (isSame(changed.theirs, changed.mine)) continue;
    if (isSame(changed.before, changed.mine)) found.onlyTheirs.push(changed);
    else if (isSame(changed.before, changed.theirs)) found.onlyMine.push(changed);
    else found.both.push(changed);
  }
  return found;
}

export type Side = "theirs" | "mine";

/** The values to save: each side's own changes, and of what both changed the chosen ones. */
export function merged<Of extends Values>(theirs: Of, mine: Of, { both, onlyTheirs }: Comparison, chosen: Record<string, Side>): Of {
  const taken = new Set(onlyTheirs.map(({ field }) => field));
  for (const { field } of both) if (chosen[field] === "theirs") taken.add(field);
  const kept = Object.entries(theirs).filter(([field]) => taken.has(field));
  return { ...mine, ...Object.fromEntries(kept) };
}
