import i18next from "i18next";

import { isolate } from "~/lib/isolate";

/** What a refusal says: of a whole request, or of one item of a bulk request. */
interface Refusal {
  code: string;
  /** The server's own sentence, in English. */
  detail: string;
}

const space = "problems";

/** English is the server's own. The other texts come with the first refusal: who meets none loads none. */
async function bring(language: string): Promise<void> {
  if (language !== "az" || i18next.hasResourceBundle(language, space)) return;
  try {
    i18next.addResourceBundle(language, space, (await import("./problems.az.json")).default);
  } catch {
    // The server that refused cannot give the texts either: what it said is better than nothing.
  }
}

/** The same refusals, saying what they say in the panel's language. */
export async function inWords<T extends Refusal>(refusals: readonly T[]): Promise<T[]> {
  const { language } = i18next;
  await bring(language);
  return refusals.map((refusal) => {
    const own = isolate(refusal.detail);
    const text: unknown = i18next.getResource(language, space, refusal.code);
    return { ...refusal, detail: typeof text === "string" ? text.replace("{{detail}}", () => own) : own };
  });
}
