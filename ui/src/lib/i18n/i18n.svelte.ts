import type { Language } from "../backend/types";
import { languageOf, languages } from "./languages";
import type { Fill, MessageKey, Plural } from "./messages";

class I18n {
  /** The language of the texts. */
  language = $state<Language>("en");
  /** The locale of dates and numbers: the user's own region if it fits the language of the texts. */
  locale = $state("en");

  /** Chooses the first supported locale from a list of preferred ones, such as `navigator.languages`. */
  choose(locales: readonly string[]): void {
    for (const locale of locales) {
      const language = languageOf(locale);
      if (!language) continue;
      this.language = language;
      this.locale = canonical(locale) ?? language;
      return;
    }
    this.language = "en";
    this.locale = "en";
  }
}

/** The current language and locale. */
export const i18n = new I18n();

/** Returns a message in the current language with its placeholders filled in. `count` selects the plural form. */
export function t<Key extends MessageKey>(key: Key, ...fill: Fill<Key>): string {
  const message: string | Plural = languages[i18n.language][key];
  const values: Readonly<Record<string, string | number>> = fill[0] ?? {};
  const text = typeof message === "string" ? message : pluralForm(message, Number(values["count"]));
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = values[name];
    if (value === undefined) return gap;
    return typeof value === "number" ? new Intl.NumberFormat(i18n.locale).format(value) : value;
  });
}

function pluralForm(message: Plural, count: number): string {
  // Languages with more categories (Portuguese has one for millions) use the general form there.
  return new Intl.PluralRules(i18n.language).select(count) === "one" ? message.one : message.other;
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
