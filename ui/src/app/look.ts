import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";

import { switchLanguage } from "~/lib/i18n";
import { language, languages, type Language } from "~/lib/preferences";

/** Something of which one is in force. */
interface Choice<Value> {
  value: Value;
  chosen: boolean;
  choose: () => void;
}

const schemes: readonly MantineColorScheme[] = ["auto", "light", "dark"];

export function useThemes(): Choice<MantineColorScheme>[] {
  // Holding transitions would take a style element, which the content security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return schemes.map((value) => ({
    value,
    chosen: value === colorScheme,
    choose: () => {
      setColorScheme(value);
    },
  }));
}

export const languageChoices = (): Choice<Language>[] =>
  languages.map((value) => ({
    value,
    chosen: value === language(),
    choose: () => void switchLanguage(value),
  }));
