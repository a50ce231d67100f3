import type { Language } from "../backend/types";
import type { Messages } from "./messages";

/** What each language calls itself, in the order in which they are offered. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  "pt-BR": "Português (Brasil)",
};

/** The tags of the languages, in the order in which they are offered. */
export const languageTags = Object.keys(languageNames) as Language[];

/** The messages of each language. Each is a file of its own, of which the window loads only what it shows. */
const loaders: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import("./en")).en,
  de: async () => (await import("./de")).de,
  "pt-BR": async () => (await import("./pt-BR")).ptBR,
};

/** Loads the window's messages in a language. */
export function loadMessages(language: Language): Promise<Messages> {
  return loaders[language]();
}

/** The supported language of a locale such as `de-AT`, regardless of its region; `undefined` if there is none. */
export function languageOf(locale: string): Language | undefined {
  return languageTags.find((tag) => languageSubtag(tag) === languageSubtag(locale));
}

/** The language subtag of a locale: "pt" of "pt-BR". */
export function languageSubtag(locale: string): string {
  return locale.toLowerCase().split("-")[0] ?? "";
}
