/** What one browser remembers of its user: language, theme, and how lists look. Never anything secret. */

export const languages = ["en", "az"] as const;
export type Language = (typeof languages)[number];

export const themes = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themes)[number];

const prefix = "mailapp.";

function read(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    // Storage can be forbidden by the browser's settings; the panel then forgets, and works.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    return;
  }
}

const isLanguage = (value: string | null): value is Language => languages.some((known) => known === value);
const isTheme = (value: string | null): value is ThemeChoice => themes.some((known) => known === value);

/** The remembered language, else the first of the browser's that the panel speaks, else English. */
export function language(): Language {
  const kept = read("language");
  if (isLanguage(kept)) return kept;
  for (const wanted of navigator.languages) {
    const base = wanted.split("-")[0] ?? "";
    if (isLanguage(base)) return base;
  }
  return "en";
}

export function rememberLanguage(wanted: Language): void {
  write("language", wanted);
  document.documentElement.lang = wanted;
}

export function themeChoice(): ThemeChoice {
  const kept = read("theme");
  return isTheme(kept) ? kept : "system";
}

const prefersDark = () => matchMedia("(prefers-color-scheme: dark)");

/** Puts the chosen theme on the page, and follows the system while that is the choice. */
export function applyTheme(): void {
  const choice = themeChoice();
  const dark = choice === "dark" || (choice === "system" && prefersDark().matches);
  document.documentElement.dataset["mantineColorScheme"] = dark ? "dark" : "light";
}

export function rememberTheme(wanted: ThemeChoice): void {
  write("theme", wanted);
  applyTheme();
}

export function followSystemTheme(): void {
  prefersDark().addEventListener("change", applyTheme);
}

/** A JSON value under a name, for the look of lists. `check` decides whether what is stored still fits. */
export function remembered<T>(key: string, check: (value: unknown) => value is T): T | undefined {
  const text = read(key);
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return check(value) ? value : undefined;
  } catch {
    // Written by something else or cut off: as if nothing were remembered.
    return undefined;
  }
}

export function remember(key: string, value: unknown): void {
  write(key, JSON.stringify(value));
}
