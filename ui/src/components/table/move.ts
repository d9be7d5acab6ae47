import type { KeyboardEvent } from "react";

/** Which row a key leads to from another, or undefined where it leads to none. */
export function moveOf(key: string, from: number, page: number, total: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: total - 1,
  };
  const to = moves[key];
  return to === undefined ? undefined : Math.max(0, Math.min(total - 1, to));
}

/** A key pressed on the row itself, not on something inside it. */
export const isOwn = (event: KeyboardEvent) => event.target === event.currentTarget;
