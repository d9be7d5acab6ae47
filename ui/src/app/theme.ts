import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The accent: a deep petrol. */
const petrol: MantineColorsTuple = [
  "#e6f5f7",
  "#cbe8ec",
  "#9ad2da",
  "#66bac6",
  "#3aa5b3",
  "#1f93a2",
  "#0f7f8e",
  "#0b6976",
  "#0a5560",
  "#083f48",
];

/** Text, borders and surfaces of the dark theme: a blue-black, from the lightest to the deepest. */
const dark: MantineColorsTuple = [
  "#d8e0ea",
  "#b3bfce",
  "#93a1b4",
  "#6f7e93",
  "#344155",
  "#283447",
  "#1b2637",
  "#101926",
  "#0b121c",
  "#070c14",
];

/** The colours that components may ask for; the build writes no others into the page's styles. */
export const colorNames = ["petrol", "dark", "gray", "red", "yellow", "green"] as const;

declare module "@mantine/core" {
  interface MantineThemeColorsOverride {
    colors: Record<(typeof colorNames)[number], MantineColorsTuple>;
  }
}

/** Plain data only: the build reads it to write the theme's variables into a file. */
export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, dark },
  autoContrast: false,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.75rem" },
      h2: { fontSize: "1rem", lineHeight: "1.5rem" },
      h3: { fontSize: "0.875rem", lineHeight: "1.25rem" },
    },
  },
  defaultRadius: "sm",
  radius: { xs: "4px", sm: "6px", md: "10px", lg: "14px", xl: "20px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  respectReducedMotion: true,
  components: {
    // Locking the page's scroll writes a style element, which the content security policy refuses; the frame
    // scrolls its own content, which an overlay covers.
    // Its heading is a header element, which would be a second banner of the page.
    Modal: {
      defaultProps: { lockScroll: false, centered: true, radius: "md", attributes: { header: { role: "none" } } },
    },
    Drawer: {
      defaultProps: { lockScroll: false, position: "right", size: 560, attributes: { header: { role: "none" } } },
    },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 32 } },
    // The focus goes to the first item: the place that would hold it before has no name and is none of a menu's.
    Menu: {
      defaultProps: { position: "bottom-end", shadow: "md", withinPortal: true, withInitialFocusPlaceholder: false },
    },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    NumberInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm" } },
    TagsInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Switch: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "sm" } },
  },
});
