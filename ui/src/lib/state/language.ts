import { i18n, languages, type Language } from "../i18n/i18n.svelte";
import { loadItem, saveItem } from "./local-storage";

/** The system language, or one of the supported languages. */
export type LanguageChoice = "system" | Language;

/** Each language's name in that language. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  "pt-BR": "Português (Brasil)",
};

/** The saved choice. */
export function chosenLanguage(): LanguageChoice {
  const choice = loadItem("language");
  return typeof choice === "string" && Object.hasOwn(languages, choice) ? (choice as Language) : "system";
}

/** Switches the language and saves the choice. */
export function chooseLanguage(choice: LanguageChoice): void {
  saveItem("language", choice);
  applyLanguage(choice);
}

/** Applies the language setting of the engine. The saved choice is a copy of it, so that the first paint need not wait. */
export function followLanguage(setting: Language | null): void {
  const choice = setting ?? "system";
  if (choice !== chosenLanguage()) chooseLanguage(choice);
}

/** Applies the saved choice. `override` is a language tag from the address of the page. */
export function restoreLanguage(override: string | null): void {
  if (override === null) applyLanguage(chosenLanguage());
  else applyFirstOf([override]);
}

/** Dates follow the region that the system has for the chosen language, if it has one. */
function applyLanguage(choice: LanguageChoice): void {
  const system = navigator.languages;
  if (choice === "system") applyFirstOf(system);
  else applyFirstOf([...system.filter((tag) => baseOf(tag) === baseOf(choice)), choice]);
}

function applyFirstOf(tags: readonly string[]): void {
  i18n.choose(tags);
  document.documentElement.lang = i18n.language;
}

function baseOf(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}
