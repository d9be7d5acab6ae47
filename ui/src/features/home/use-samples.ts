import { useState } from "react";

import { useLive } from "~/api/live";
import type { Schema } from "~/api/schema";

type Sample = Schema["SystemSample"];

/** Longer than between two looks at what the server keeps; one comes every two seconds. */
const kept = 60;

/** What the machine said of itself while this is shown, the newest last. */
export function useSamples(): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useLive("system", (sample) => {
    setSamples((before) => [...before, sample].slice(-kept));
  });
  return samples;
}
