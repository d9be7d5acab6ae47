import { useSyncExternalStore } from "react";

/** Whether the API answers, as the panel sees it: by the last answer that came or failed to come. */
let reachable = true;
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** How long between two questions whether it is back. Milliseconds. */
const pause = 2_000;

async function ask(): Promise<boolean> {
  try {
    return (await fetch("/healthz")).ok;
  } catch {
    return false;
  }
}

/** To be called with each answer, and with each that did not come. */
export function saw(answer: boolean): void {
  if (answer === reachable) return;
  reachable = answer;
  clearInterval(timer);
  if (!reachable) {
    timer = setInterval(() => {
      void ask().then((back) => {
        if (back) saw(true);
      });
    }, pause);
  }
  for (const watch of [...watchers]) watch();
}

/** Calls `watch` whenever it changed; returns how to stop. */
export function watchReach(watch: () => void): () => void {
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

export const isReachable = (): boolean => reachable;

export const useReachable = (): boolean => useSyncExternalStore(watchReach, isReachable);

/** Until the API answers. */
function back(): Promise<void> {
  return new Promise((resolve) => {
    const stop = watchReach(() => {
      if (!reachable) return;
      stop();
      resolve();
    });
  });
}

/**
 * Brings a part of the panel's code. What the network lost is asked for again when the server is back; what a server
 * that answers does not have is an error: another version was put in its place.
 */
export async function bring<Module>(load: () => Promise<Module>): Promise<Module> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (await ask()) throw error;
      saw(false);
      await back();
    }
  }
}
