import type { Language } from "../backend/types";
import { numberFormat, pluralRules } from "./intl";
import { languageOf, loadMessages } from "./languages";
import type { Fill, MessageKey, Messages, Plural } from "./messages";

class I18n {
  /** The language of the texts. */
  language = $state<Language>("en");
  /** The locale of dates and numbers: the user's own region if it fits the language of the texts. */
  locale = $state("en");
  /** The texts; empty until the first language is loaded, which is before anything is shown. */
  messages = $state.raw<Partial<Messages>>({});
  /** Why the chosen language is not shown, and how to try again; `null` if it is. */
  problem = $state.raw<{ thrown: unknown; retry: () => void } | null>(null);

  readonly #loaded = new Map<Language, Messages>();
  /** Counts the choices, so that a slow load does not undo a later one. */
  #choices = 0;

  /**
   * Chooses the first supported locale from a list of preferred ones, such as `navigator.languages`. The texts change
   * at once if they were loaded before, else when they are. If they cannot be loaded, they stay in the previous language,
   * or else in English. Rejects if there are no texts at all.
   */
  async choose(locales: readonly string[]): Promise<void> {
    const locale = locales.find((candidate) => languageOf(candidate));
    const language = languageOf(locale ?? "") ?? "en";
    const choice = ++this.#choices;
    let messages: Messages;
    try {
      messages = await this.load(language);
    } catch (thrown) {
      if (choice !== this.#choices) return;
      const hasTexts = Object.keys(this.messages).length > 0;
      if (!hasTexts) await this.choose(["en"]);
      this.problem = { thrown, retry: () => void this.choose(locales) };
      return;
    }
    if (choice !== this.#choices) return;
    this.problem = null;
    this.language = language;
    this.locale = canonical(locale ?? "") ?? language;
    this.messages = messages;
  }

  /** Loads the texts of a language, unless that was done before. */
  async load(language: Language): Promise<Messages> {
    const messages = this.#loaded.get(language) ?? (await loadMessages(language));
    this.#loaded.set(language, messages);
    return messages;
  }
}

/** The current language and locale. */
export const i18n = new I18n();

/** Returns a message in the current language with its placeholders filled in. `count` selects the plural form. */
export function t<Key extends MessageKey>(key: Key, ...fill: Fill<Key>): string {
  const message: string | Plural = i18n.messages[key] ?? key;
  const values: Readonly<Record<string, string | number>> = fill[0] ?? {};
  const text = typeof message === "string" ? message : pluralForm(message, Number(values["count"]));
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = values[name];
    if (value === undefined) return gap;
    return typeof value === "number" ? numberFormat(i18n.locale).format(value) : value;
  });
}

function pluralForm(message: Plural, count: number): string {
  // Languages with more categories (Portuguese has one for millions) use the general form there.
  return pluralRules(i18n.language).select(count) === "one" ? message.one : message.other;
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
