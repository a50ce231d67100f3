//! The languages of the application.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumIter, IntoEnumIterator, IntoStaticStr};
use ts_rs::TS;

/// A language of the application. Its tag (BCP 47) is also the name of its message files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumCount, EnumIter, IntoStaticStr)]
#[ts(export)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    #[strum(serialize = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    #[strum(serialize = "de")]
    German,
    /// The Portuguese of Brazil.
    #[serde(rename = "pt-BR")]
    #[strum(serialize = "pt-BR")]
    BrazilianPortuguese,
}

impl Language {
    /// Its tag: `de`, `pt-BR`.
    pub fn tag(self) -> &'static str {
        self.into()
    }

    /// Its texts, in the format of Fluent.
    pub(super) fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("en.ftl"),
            Self::German => include_str!("de.ftl"),
            Self::BrazilianPortuguese => include_str!("pt-BR.ftl"),
        }
    }

    /// The first of the user's preferred languages that is supported, as the system reports them (on Unix in `LANGUAGE`,
    /// `LC_ALL`, `LC_MESSAGES` and `LANG`); English if there is none.
    pub fn of_system() -> Self {
        Self::first_of(sys_locale::get_locales())
    }

    fn first_of(locales: impl IntoIterator<Item = String>) -> Self {
        locales.into_iter().find_map(|locale| Self::of_locale(&locale)).unwrap_or(Self::English)
    }

    /// The language of a locale such as `de-AT` or `pt_BR.UTF-8`, whatever its region.
    fn of_locale(locale: &str) -> Option<Self> {
        match base(locale).as_str() {
            // These locales ask for texts that are not translated.
            "c" | "posix" => Some(Self::English),
            wanted => Self::iter().find(|language| base(language.tag()) == wanted),
        }
    }
}

/// The language in a locale, without its region and encoding.
fn base(locale: &str) -> String {
    locale.split(['-', '_', '.', '@']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_supported_locale_of_the_system_is_the_language() {
        let of = |locales: &[&str]| Language::first_of(locales.iter().map(|&locale| locale.to_owned()));
        assert_eq!(of(&["de-AT"]), Language::German);
        assert_eq!(of(&["DE_de.UTF-8@euro"]), Language::German);
        assert_eq!(of(&["pt-PT"]), Language::BrazilianPortuguese);
        assert_eq!(of(&["fr-FR", "de-DE", "en-US"]), Language::German);
        assert_eq!(of(&["C", "de-DE"]), Language::English);
        assert_eq!(of(&["fr-FR"]), Language::English);
        assert_eq!(of(&["", "-"]), Language::English);
        assert_eq!(of(&[]), Language::English);
    }

    #[test]
    fn the_tag_of_a_language_is_its_code_in_the_settings_and_the_pages() {
        for language in Language::iter() {
            assert_eq!(serde_json::to_value(language).unwrap(), language.tag());
        }
    }
}
