import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { isolate } from "~/lib/isolate";
import { writersOf } from "~/lib/writers";
import { language, rememberLanguage, type Language } from "~/lib/preferences";

type Texts = Record<string, Record<string, string>>;

let load: (wanted: Language) => Promise<Texts> = () => Promise.resolve({});

const brought = new Set<Language>();

async function bring(wanted: Language): Promise<void> {
  if (brought.has(wanted)) return;
  const texts = await load(wanted);
  for (const [namespace, text] of Object.entries(texts)) i18next.addResourceBundle(wanted, namespace, text);
  brought.add(wanted);
}

/** Starts with the remembered language; `loader` brings the texts of one language, by feature. */
export async function startTexts(loader: (wanted: Language) => Promise<Texts>): Promise<void> {
  load = loader;
  const wanted = language();
  await i18next.use(initReactI18next).init({
    lng: wanted,
    fallbackLng: false,
    resources: {},
    defaultNS: "common",
    keySeparator: false,
    nsSeparator: ":",
    // React escapes, doing it here too would show entities; what is left to do is to keep names from turning sentences.
    interpolation: {
      escapeValue: true,
      useRawValueToEscape: true,
      escape: (value: unknown) =>
        typeof value === "string"
          ? isolate(value)
          : typeof value === "number"
            ? writersOf(i18next.language).number(value)
            : String(value),
    },
    returnNull: false,
  });
  await bring(wanted);
}

export async function switchLanguage(wanted: Language): Promise<void> {
  await bring(wanted);
  rememberLanguage(wanted);
  await i18next.changeLanguage(wanted);
}
