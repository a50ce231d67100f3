import type { Language } from "../backend/types";
import { i18n } from "../i18n/i18n.svelte";
import { languages, languageSubtag } from "../i18n/languages";
import { loadItem, saveItem } from "./local-storage";

/** What can be chosen: the system's language, or one of the application's. */
export type LanguageChoice = "system" | Language;

/** The choice of the last time. */
export function chosenLanguage(): LanguageChoice {
  const choice = loadItem("language");
  return typeof choice === "string" && Object.hasOwn(languages, choice) ? (choice as Language) : "system";
}

/** Shows the window in a language from now on, and remembers it for the next start. */
export function chooseLanguage(choice: LanguageChoice): void {
  saveItem("language", choice);
  speak(choice);
}

/**
 * Shows the window in the language of the settings. What is remembered here is a copy, so that the window need not wait for
 * the engine to be drawn.
 */
export function followLanguage(setting: Language | null): void {
  const choice = setting ?? "system";
  if (choice !== chosenLanguage()) chooseLanguage(choice);
}

/** Has the window speak as chosen the last time, unless the page was opened in another language. */
export function restoreLanguage(wished: string | null): void {
  if (wished === null) speak(chosenLanguage());
  else speakFirstOf([wished]);
}

/** In a chosen language dates follow the region that the system has for it, where it has one. */
function speak(choice: LanguageChoice): void {
  const system = navigator.languages;
  if (choice === "system") speakFirstOf(system);
  else speakFirstOf([...system.filter((tag) => languageSubtag(tag) === languageSubtag(choice)), choice]);
}

function speakFirstOf(tags: readonly string[]): void {
  i18n.choose(tags);
  document.documentElement.lang = i18n.language;
}
