import { useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyFailed } from "./notify";

interface Switch<Thing extends object, State> {
  /** Sets the state and nothing else, so that it needs no version and overwrites nothing. */
  update: (thing: Thing, state: State) => Promise<unknown>;
  stateOf: (thing: Thing) => State;
  /** What a thing in this state has in its members. */
  membersOf: (state: State) => Partial<Thing>;
  /** The member that tells things of this kind apart. */
  key: keyof Thing & string;
  /** What the cache has under these names is read again; under the first it has the thing itself. */
  changes: readonly [string, ...string[]];
  /** "example.org is switched off". */
  say: (thing: Thing, state: State) => string;
}

const isObject = (data: unknown): data is Record<string, unknown> => typeof data === "object" && data !== null;

/** What the cache has of one thing, alone, with its tag or on a page of a list, with other members. */
function withMembers(data: unknown, key: string, name: unknown, members: object): unknown {
  if (!isObject(data)) return data;
  if (data[key] === name && Object.keys(members).every((member) => member in data)) return { ...data, ...members };
  if (Array.isArray(data["items"])) {
    return { ...data, items: data["items"].map((item) => withMembers(item, key, name, members)) };
  }
  return isObject(data["value"]) ? { ...data, value: withMembers(data["value"], key, name, members) } : data;
}

/** Shows something in another state at once, puts it into it, and offers the way back; a refusal takes it back. */
export function useSwitch<Thing extends object, State>(what: Switch<Thing, State>) {
  const { update, stateOf, membersOf, key, changes, say } = what;
  const cache = useQueryClient();
  const show = (thing: Thing, state: State) => {
    cache.setQueriesData({ queryKey: [changes[0]] }, (data: unknown) =>
      withMembers(data, key, thing[key], membersOf(state)),
    );
  };
  const set = async (thing: Thing, to: State, before: State): Promise<void> => {
    // An answer of before would show the old state again.
    await cache.cancelQueries({ queryKey: [changes[0]] });
    show(thing, to);
    try {
      await update(thing, to);
      notifyDone(say(thing, to), () => void set(thing, before, to));
    } catch (error) {
      show(thing, before);
      notifyFailed(error);
    }
    await Promise.all(changes.map((name) => cache.invalidateQueries({ queryKey: [name] })));
  };
  return (thing: Thing, to: State): Promise<void> => set(thing, to, stateOf(thing));
}
