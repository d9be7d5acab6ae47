import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import type { Plugin } from "vite";

import { theme } from "../src/app/theme.ts";

const name = "virtual:theme-variables.css";

/**
 * The theme's CSS variables as a file. The component library would write them into a style element when the
 * page starts, which the content security policy refuses.
 */
export function themeVariables(): Plugin {
  return {
    name: "theme-variables",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) =>
      id === `\0${name}`
        ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)))
        : undefined,
  };
}
