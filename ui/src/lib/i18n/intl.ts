/** Formatters by locale, each made once: making one takes much longer than using it, and a long list has hundreds. */

export const pluralRules = once((language) => new Intl.PluralRules(language));
export const numberFormat = once((locale) => new Intl.NumberFormat(locale));

/** Remembers what was made for each locale. */
export function once<Formatter>(make: (locale: string) => Formatter): (locale: string) => Formatter {
  const made = new Map<string, Formatter>();
  return (locale) => {
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}
