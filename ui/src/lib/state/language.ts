import type { Language } from "../backend/types";
import { i18n } from "../i18n/i18n.svelte";
import { languageNames, languageSubtag } from "../i18n/languages";
import { loadItem, saveItem } from "./local-storage";

/** The system language, or one of the supported languages. */
export type LanguageChoice = "system" | Language;

/** The saved choice. */
export function chosenLanguage(): LanguageChoice {
  const choice = loadItem("language");
  return typeof choice === "string" && Object.hasOwn(languageNames, choice) ? (choice as Language) : "system";
}

/** Switches the language and saves the choice. */
export function chooseLanguage(choice: LanguageChoice): Promise<void> {
  saveItem("language", choice);
  return applyLanguage(choice);
}

/** Applies the language setting of the engine. The saved choice is a copy of it, so that the first paint need not wait. */
export function followLanguage(setting: Language | null): void {
  const choice = setting ?? "system";
  if (choice !== chosenLanguage()) void chooseLanguage(choice);
}

/**
 * Applies the saved choice, and resolves when its texts are loaded. `override` is a language tag from the address of
 * the page.
 */
export function restoreLanguage(override: string | null): Promise<void> {
  return override === null ? applyLanguage(chosenLanguage()) : applyFirstOf([override]);
}

/** Dates follow the region that the system has for the chosen language, if it has one. */
function applyLanguage(choice: LanguageChoice): Promise<void> {
  const system = navigator.languages;
  if (choice === "system") return applyFirstOf(system);
  return applyFirstOf([...system.filter((tag) => languageSubtag(tag) === languageSubtag(choice)), choice]);
}

async function applyFirstOf(tags: readonly string[]): Promise<void> {
  await i18n.choose(tags);
  document.documentElement.lang = i18n.language;
}
