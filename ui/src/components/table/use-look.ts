import { useState } from "react";

import { remember, remembered } from "~/lib/preferences";

export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

export const isDensity = (value: unknown): value is Density => densities.some((density) => density === value);

export interface Look {
  density: Density;
  /** Which columns are shown, by id, where somebody chose. */
  columns: Record<string, boolean>;
}

const isLook = (value: unknown): value is Look =>
  typeof value === "object" &&
  value !== null &&
  "density" in value &&
  isDensity(value.density) &&
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
