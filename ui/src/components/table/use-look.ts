import { useState } from "react";

import { remember, remembered } from "~/lib/preferences";

export type Density = "comfortable" | "compact";

export interface Look {
  density: Density;
  /** Columns by id, where they differ from what the list shows by itself. */
  columns: Record<string, boolean>;
}

const isLook = (value: unknown): value is Look =>
  typeof value === "object" &&
  value !== null &&
  "density" in value &&
  (value.density === "comfortable" || value.density === "compact") &&
  "columns" in value &&
  typeof value.columns === "object" &&
  value.columns !== null &&
  Object.values(value.columns).every((shown) => typeof shown === "boolean");

/** How a list looks, remembered by the browser under the list's name. */
export function useLook(list: string): [Look, (patch: Partial<Look>) => void] {
  const [look, setLook] = useState<Look>(
    () => remembered(`list.${list}`, isLook) ?? { density: "comfortable", columns: {} },
  );
  const change = (patch: Partial<Look>) => {
    const next = { ...look, ...patch };
    setLook(next);
    remember(`list.${list}`, next);
  };
  return [look, change];
}
