/** One member of an object, before and after a change; a side that does not exist is undefined. */
export interface MemberChange {
  member: string;
  before: unknown;
  after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Written by the server with every change; they say nothing of what somebody did. */
export const bookkeeping: ReadonlySet<string> = new Set(["id", "version", "created", "modified"]);

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The attributes of a template, each as a member of its own. */
function flat(change: MemberChange): MemberChange[] {
  if (change.member !== "attributes") return [change];
  const before = isObject(change.before) ? change.before : {};
  const after = isObject(change.after) ? change.after : {};
  return Object.keys({ ...before, ...after })
    .map((member) => ({ member, before: before[member], after: after[member] }))
    .filter((one) => !isSame(one.before, one.after));
}

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
    .flatMap(([member, value]) => {
      const one = deleted ? [value, undefined] : [undefined, value];
      const pair: unknown[] = Array.isArray(value) && value.length === 2 ? value : one;
      return flat({
        member,
        before: created ? undefined : pair[0],
        after: deleted ? undefined : pair[1],
      });
    });
}

/** What a list lost and what it gained; nothing where only its order is another, or a side is no list. */
export function listChange({ before, after }: MemberChange): { gone: unknown[]; come: unknown[] } | undefined {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  const without = (list: unknown[], other: unknown[]) => list.filter((one) => !other.some((each) => isSame(one, each)));
  const gone = without(before, after);
  const come = without(after, before);
  return gone.length + come.length === 0 ? undefined : { gone, come };
}
