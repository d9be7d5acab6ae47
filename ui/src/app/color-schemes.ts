import type { MantineColorSchemeManager } from "@mantine/core";

import { rememberTheme, themeChoice } from "~/lib/preferences";

/** The theme where the sign-in keeps it too: one choice for both. */
export const colorSchemes: MantineColorSchemeManager = {
  get: () => {
    const choice = themeChoice();
    return choice === "system" ? "auto" : choice;
  },
  set: (value) => {
    rememberTheme(value === "auto" ? "system" : value);
  },
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => {
    rememberTheme("system");
  },
};
