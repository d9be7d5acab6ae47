/** One member of an object, before and after a change; a side that does not exist is undefined. */
export interface MemberChange {
  member: string;
  before: unknown;
  after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Written by the server with every change; they say nothing of what somebody did. */
const bookkeeping = new Set(["id", "version", "created", "modified"]);

/**
 * The members in an entry's details: {"quota": [before, after]}, or one value for what has no before. Of a
 * creation only what came counts, of a deletion only what went.
 */
export function changesOf(action: string, details: unknown): MemberChange[] {
  if (!isObject(details)) return [];
  const created = action.endsWith(".created");
  const deleted = action.endsWith(".deleted");
  return Object.entries(details)
    .filter(([member]) => !bookkeeping.has(member))
    .map(([member, value]) => {
      const pair: unknown[] = Array.isArray(value) && value.length === 2 ? value : [undefined, value];
      return {
        member,
        before: created ? undefined : pair[0],
        after: deleted ? undefined : pair[1],
      };
    });
}
