import { useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyFailed } from "./notify";

interface Switch<Thing, State> {
  /** Sets the state and nothing else, so that it needs no version and overwrites nothing. */
  update: (thing: Thing, state: State) => Promise<unknown>;
  stateOf: (thing: Thing) => State;
  /** What the cache has under these names is read again. */
  changes: readonly string[];
  /** "example.org is switched off". */
  say: (thing: Thing, state: State) => string;
}

/** Puts something into another state at once, and offers the way back. */
export function useSwitch<Thing, State>({ update, stateOf, changes, say }: Switch<Thing, State>) {
  const cache = useQueryClient();
  const set = async (thing: Thing, to: State, before: State): Promise<void> => {
    try {
      await update(thing, to);
      await Promise.all(changes.map((name) => cache.invalidateQueries({ queryKey: [name] })));
      notifyDone(say(thing, to), () => void set(thing, before, to));
    } catch (error) {
      notifyFailed(error);
    }
  };
  return (thing: Thing, to: State): Promise<void> => set(thing, to, stateOf(thing));
}
