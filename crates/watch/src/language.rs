//! The languages of the texts outside the window: tray, notifications, summaries.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language. The default is the system's: see [`Language::of_system`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// The Portuguese of Brazil.
    #[serde(rename = "pt-BR")]
    BrazilianPortuguese,
}

impl Language {
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
        let language = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            // The locale `C` asks for texts that are not translated.
            "en" | "c" | "posix" => Some(Self::English),
            "de" => Some(Self::German),
            "pt" => Some(Self::BrazilianPortuguese),
            _ => None,
        }
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::of_system()
    }
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
}
