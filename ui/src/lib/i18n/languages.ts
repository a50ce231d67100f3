import type { Language } from "../backend/types";
import { de } from "./de";
import { en } from "./en";
import type { Messages } from "./messages";
import { ptBR } from "./pt-BR";

/** The window's messages in every language of the application. */
export const languages: Readonly<Record<Language, Messages>> = { en, de, "pt-BR": ptBR };

/** The tags of the languages, in the order in which they are offered. */
export const languageTags = Object.keys(languages) as Language[];

/** The supported language of a locale such as `de-AT`, regardless of its region; `undefined` if there is none. */
export function languageOf(locale: string): Language | undefined {
  return languageTags.find((tag) => languageSubtag(tag) === languageSubtag(locale));
}

/** The language subtag of a locale: "pt" of "pt-BR". */
export function languageSubtag(locale: string): string {
  return locale.toLowerCase().split("-")[0] ?? "";
}
