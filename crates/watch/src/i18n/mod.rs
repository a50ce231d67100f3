//! The texts that are told outside of the window, in the language of whoever is told: one file for each language.

pub mod language;

use std::sync::OnceLock;

pub use fluent_bundle::FluentArgs;
use fluent_bundle::{FluentError, FluentResource, concurrent::FluentBundle};
use jiff::{Timestamp, tz::TimeZone};
use license::{Countdown, LimitKind, ModuleId, countdown::Amount};
use unic_langid::{LanguageIdentifier, langid};

use crate::i18n::language::Language;

/// The values of a text by their names: `values!["days" => 3]`.
#[macro_export]
macro_rules! values {
    ($($name:literal => $value:expr),+ $(,)?) => {{
        let mut values = $crate::i18n::FluentArgs::new();
        $(values.set($name, $value);)+
        values
    }};
}

pub use crate::values;

/// The texts of one language.
pub struct Catalog(FluentBundle<FluentResource>);

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::BrazilianPortuguese];

    /// Its texts.
    pub fn words(self) -> &'static Catalog {
        static ENGLISH: OnceLock<Catalog> = OnceLock::new();
        static GERMAN: OnceLock<Catalog> = OnceLock::new();
        static BRAZILIAN_PORTUGUESE: OnceLock<Catalog> = OnceLock::new();
        let kept = match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::BrazilianPortuguese => &BRAZILIAN_PORTUGUESE,
        };
        kept.get_or_init(|| Catalog::read(self))
    }

    /// Its file.
    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("en.ftl"),
            Self::German => include_str!("de.ftl"),
            Self::BrazilianPortuguese => include_str!("pt-BR.ftl"),
        }
    }

    fn id(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::German => langid!("de"),
            Self::BrazilianPortuguese => langid!("pt-BR"),
        }
    }
}

impl Catalog {
    fn read(language: Language) -> Self {
        // What cannot be read of a file is left out of it; the tests see to it that nothing is.
        let texts = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(texts, _)| texts);
        let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
        // Marks around every value would show as boxes in some trays.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(texts);
        Self(bundle)
    }

    /// A text without values.
    pub fn text(&self, id: &str) -> String {
        self.format(id, &FluentArgs::new())
    }

    /// A text with values in it: see [`values`].
    pub fn format(&self, id: &str, values: &FluentArgs<'_>) -> String {
        let (text, errors) = self.try_format(id, values);
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a text is not what it should be");
        }
        text.unwrap_or_else(|| id.to_owned())
    }

    fn try_format(&self, id: &str, values: &FluentArgs<'_>) -> (Option<String>, Vec<FluentError>) {
        let mut errors = Vec::new();
        let pattern = self.0.get_message(id).and_then(|message| message.value());
        let text = pattern.map(|pattern| self.0.format_pattern(pattern, Some(values), &mut errors).into_owned());
        (text, errors)
    }

    /// What a limit counts.
    pub fn kind(&self, kind: LimitKind) -> String {
        self.text(match kind {
            LimitKind::ActiveUsers => "kind-active_users",
            LimitKind::GuestUsers => "kind-guest_users",
            LimitKind::RoomsPerGuest => "kind-rooms_per_guest",
            LimitKind::PrivateApps => "kind-private_apps",
            LimitKind::MarketplaceApps => "kind-marketplace_apps",
            LimitKind::MonthlyActiveContacts => "kind-monthly_active_contacts",
        })
    }

    /// A module's name; an unknown one by its id, which is bounded.
    pub fn module(&self, module: &ModuleId) -> String {
        let id = match module.as_str() {
            "*" => "module-everything".to_owned(),
            "enterprise:*" => "module-everything-enterprise".to_owned(),
            name => format!("module-{name}"),
        };
        self.try_format(&id, &FluentArgs::new()).0.unwrap_or_else(|| module.to_string())
    }
}

/// Whoever is told something: their present instant, their zone, and the texts of their language.
#[derive(Clone, Copy)]
pub struct Audience<'a> {
    /// The present instant.
    pub now: Timestamp,
    /// Their zone.
    pub zone: &'a TimeZone,
    /// Their language's texts.
    pub words: &'static Catalog,
}

/// How a time is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationStyle {
    /// "25 days"
    Time,
    /// "in 25 days"
    In,
    /// "25 days ago"
    Ago,
}

impl Audience<'_> {
    /// A date with its year.
    pub fn date(&self, at: Timestamp) -> String {
        self.dated("date", at)
    }

    /// A date without its year.
    pub fn day(&self, at: Timestamp) -> String {
        self.dated("day-of-year", at)
    }

    /// A date with the time of day.
    pub fn instant(&self, at: Timestamp) -> String {
        let time = self.zone.to_datetime(at).strftime("%H:%M").to_string();
        self.words.format("instant", &values!["date" => self.date(at), "time" => time])
    }

    fn dated(&self, id: &str, at: Timestamp) -> String {
        let date = self.zone.to_datetime(at).date();
        let values = values!["day" => date.day(), "month" => date.month(), "year" => date.year()];
        self.words.format(id, &values)
    }

    /// The time until an instant, or since.
    pub fn countdown(&self, at: Timestamp) -> Countdown {
        Countdown::between(self.now, at, self.zone)
    }

    /// An amount of time, as it is said.
    pub fn time(&self, amount: Amount, saying: DurationStyle) -> String {
        let (unit, values) = match amount {
            Amount::Days(days) => ("days", values!["days" => days]),
            Amount::Hours { hours, minutes } => {
                ("hours", values!["hours" => hours, "minutes" => format!("{minutes:02}")])
            }
            Amount::Minutes { minutes, seconds } => {
                ("minutes", values!["minutes" => minutes, "seconds" => format!("{seconds:02}")])
            }
        };
        let how = match saying {
            DurationStyle::Time => "time",
            DurationStyle::In => "in",
            DurationStyle::Ago => "ago",
        };
        self.words.format(&format!("{how}-{unit}"), &values)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentValue;

    use super::*;

    /// The texts of a language by their ids, and the names of the values in each.
    fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let source = language.source();
        let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '}'])) {
                current = id.to_owned();
                assert!(texts.insert(current.clone(), BTreeSet::new()).is_none(), "{id} is there twice");
            }
            let names = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            texts.entry(current.clone()).or_default().extend(names.map(str::to_owned));
        }
        texts.remove("");
        texts
    }

    #[test]
    fn every_language_has_every_text_and_nothing_in_it_is_broken() {
        let english: Vec<_> = texts(Language::English).into_keys().collect();
        for language in Language::ALL {
            let read = FluentResource::try_new(language.source().to_owned());
            assert!(read.is_ok(), "{language:?}: {:?}", read.map_err(|(_, errors)| errors).err());
            let own: Vec<_> = texts(language).into_keys().collect();
            assert_eq!(own, english, "{language:?}");
        }
    }

    #[test]
    fn every_text_is_said_with_the_values_that_english_gives_it() {
        let names = "day month year date time days hours minutes seconds in ago plan what at names more kind percent used \
                     max end before after subject count state module";
        let mut values = FluentArgs::new();
        for name in names.split_whitespace() {
            values.set(name, FluentValue::from(2));
        }
        for language in Language::ALL {
            for id in texts(language).keys() {
                let (text, errors) = language.words().try_format(id, &values);
                assert!(text.is_some() && errors.is_empty(), "{language:?} {id}: {errors:?}");
            }
        }
    }

    #[test]
    fn no_text_is_said_that_is_not_there_and_none_is_there_that_nobody_says() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let mut said = String::new();
        for folder in [format!("{folder}/src"), format!("{folder}/../../src-tauri/src")] {
            let mut waiting = vec![std::path::PathBuf::from(folder)];
            while let Some(path) = waiting.pop() {
                if path.is_dir() {
                    waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    said += &std::fs::read_to_string(path).unwrap();
                }
            }
        }
        let known = texts(Language::English);
        let within = Language::English.source();
        let is_composed = |id: &str| {
            let times =
                ["time", "in", "ago"].map(|how| ["days", "hours", "minutes"].map(|unit| format!("{how}-{unit}")));
            times.as_flattened().iter().any(|time| time == id) || id.starts_with("change-") || id.starts_with("module-")
        };
        for id in known.keys() {
            let used =
                said.contains(&format!("\"{id}\"")) || within.contains(&format!("{{ {id} }}")) || is_composed(id);
            assert!(used, "nobody says {id}");
        }
        for call in ["words.text(\"", "words.format(\""] {
            for id in said.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(known.contains_key(id) || id.contains('{'), "{id} is not there");
            }
        }
    }

    #[test]
    fn one_day_is_not_days_in_any_language() {
        let zone = TimeZone::UTC;
        let now = Timestamp::UNIX_EPOCH;
        let said = Language::ALL.map(|language| {
            let reader = Audience { now, zone: &zone, words: language.words() };
            [1, 2].map(|days| reader.time(Amount::Days(days), DurationStyle::Ago))
        });
        assert_eq!(said, [["1 day ago", "2 days ago"], ["vor 1 Tag", "vor 2 Tagen"], ["há 1 dia", "há 2 dias"]]);
        let reader = Audience { now, zone: &zone, words: Language::German.words() };
        assert_eq!(reader.instant("2026-03-04T10:00:00Z".parse().unwrap()), "4. März 2026, 10:00 Uhr");
    }

    #[test]
    fn a_module_has_the_same_name_here_and_in_the_window() {
        for (language, file) in Language::ALL.into_iter().zip(["en.ts", "de.ts", "pt-BR.ts"]) {
            let pages = format!("{}/../../ui/src/lib/i18n/{file}", env!("CARGO_MANIFEST_DIR"));
            let pages = std::fs::read_to_string(pages).unwrap();
            let names: BTreeMap<_, _> = pages
                .lines()
                .filter_map(|line| line.trim().strip_prefix("\"module.")?.strip_suffix("\",")?.split_once("\": \""))
                .collect();
            for (id, name) in &names {
                assert_eq!(language.words().module(&ModuleId::new(id)), *name, "{language:?} {id}");
            }
            let known = texts(language).into_keys().filter(|id| id.starts_with("module-")).count();
            assert!(known > 0 && names.len() == known, "{language:?}");
        }
        let unknown = ModuleId::new("acme.shop");
        assert_eq!(Language::German.words().module(&unknown), "acme.shop");
    }
}
