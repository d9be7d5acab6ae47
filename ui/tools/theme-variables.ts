import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import type { Plugin } from "vite";

import { colorNames, theme } from "../src/app/theme.ts";

const name = "virtual:theme-variables.css";

const whole = mergeMantineTheme(DEFAULT_THEME, theme);
const colors = { ...whole.colors };
for (const color of Object.keys(colors)) {
  if (!colorNames.some((used) => used === color)) Reflect.deleteProperty(colors, color);
}

/**
 * The theme's CSS variables as a file, with the colours that the panel uses. The component library would write them into
 * a style element when the page starts, which the content security policy refuses.
 */
export function themeVariables(): Plugin {
  return {
    name: "theme-variables",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) =>
      id === `\0${name}`
        ? convertCssVariables(defaultCssVariablesResolver({ ...whole, colors }))
        : undefined,
  };
}
