import { language, type Language } from "~/lib/preferences";

import az from "./text.az.json";
import en from "./text.en.json";

export type Word = keyof typeof en;

const catalogues: Record<Language, Record<Word, string>> = { en, az };

/** The text in the language of now, with `{{name}}` filled in. */
export function word(key: Word, values: Record<string, string> = {}): string {
  return catalogues[language()][key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}
