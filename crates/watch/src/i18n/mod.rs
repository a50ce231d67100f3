//! The texts outside of the window: one Fluent file for each language.

pub mod language;

use std::sync::OnceLock;

pub use fluent_bundle::FluentArgs;
use fluent_bundle::{FluentError, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::{Timestamp, tz::TimeZone};
use license::{Countdown, Deadline, DeadlineKind, LimitKind, ModuleId, Renewal, countdown::Amount};
use strum::EnumCount;

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
    /// Its texts.
    pub fn words(self) -> &'static Catalog {
        static CATALOGS: [OnceLock<Catalog>; Language::COUNT] = [const { OnceLock::new() }; Language::COUNT];
        CATALOGS[self as usize].get_or_init(|| Catalog::read(self))
    }
}

impl Catalog {
    fn read(language: Language) -> Self {
        // What cannot be read of a file is left out of it; the tests see to it that nothing is.
        let texts = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(texts, _)| texts);
        // Plural forms are those of this locale; a test parses every tag.
        let locale = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Marks around every value would show as boxes in some trays.
        bundle.set_use_isolating(false);
        // A formatter holds no state, so each separator has its own.
        bundle.set_formatter(Some(match language {
            Language::English => grouped::<',', _>,
            Language::German | Language::BrazilianPortuguese => grouped::<'.', _>,
        }));
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

    /// A number with its digits in groups: "1,277".
    pub fn number(&self, number: u64) -> String {
        self.format("number", &values!["number" => number])
    }

    /// What a limit counts.
    pub fn kind(&self, kind: LimitKind) -> String {
        self.text(&format!("kind-{}", kind.code()))
    }

    /// What happens at a deadline, or has happened by a given now: "the trial ends", "the trial ended".
    pub fn event(&self, deadline: &Deadline, renewal: Renewal, now: Timestamp) -> String {
        self.text(&event_text_id(deadline.kind, renewal, deadline.has_come(now)))
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

    /// The names of modules in a sentence: at most four, and how many more there are.
    pub fn modules(&self, modules: &[ModuleId]) -> String {
        const MOST: usize = 4;
        let names: Vec<_> = modules.iter().take(MOST).map(|module| self.module(module)).collect();
        match modules.len().saturating_sub(MOST) {
            0 => names.join(", "),
            more => self.format("names-and-more", &values!["names" => names.join(", "), "more" => more]),
        }
    }
}

/// A number in groups of three digits, as the pages have it; `None` for any other value, which is formatted as usual.
fn grouped<const SEPARATOR: char, Memoizer>(value: &FluentValue<'_>, _: &Memoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let separated = |(index, digit): (usize, char)| {
        let starts_group = index > 0 && (digits.len() - index).is_multiple_of(3);
        starts_group.then_some(SEPARATOR).into_iter().chain([digit])
    };
    Some(digits.chars().enumerate().flat_map(separated).collect())
}

/// The id of what happens at a deadline: `event-trial_end`; `event-trial_end-passed` once it has passed. The end of a license
/// that renews itself is `renewal`.
fn event_text_id(kind: DeadlineKind, renewal: Renewal, has_come: bool) -> String {
    let is_renewal = kind == DeadlineKind::Expiry && renewal == Renewal::Automatic;
    let code = if is_renewal { "renewal" } else { kind.code() };
    format!("event-{code}{}", if has_come { "-passed" } else { "" })
}

/// The reader of a text: their present instant, their zone, and the texts of their language.
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
        self.words.format("instant", &values!["date" => self.date(at), "time" => self.time_of_day(at)])
    }

    /// A date with the time of day and the name of the reader's zone, as the window writes it: "Dec 6, 2026, 11:24 PM GMT+1".
    pub fn instant_in_zone(&self, at: Timestamp) -> String {
        let seconds = self.zone.to_offset(at).seconds();
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        let zone = match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("GMT{sign}{hours}"),
            (hours, minutes) => format!("GMT{sign}{hours}:{minutes:02}"),
        };
        format!("{} {zone}", self.instant(at))
    }

    /// The time of day, on the clock of the language: "10:41 AM", "10:41 Uhr".
    pub fn time_of_day(&self, at: Timestamp) -> String {
        self.zone.to_datetime(at).strftime(&self.words.text("time-of-day")).to_string()
    }

    /// Whether an instant is on the present day.
    pub fn is_today(&self, at: Timestamp) -> bool {
        self.zone.to_datetime(at).date() == self.zone.to_datetime(self.now).date()
    }

    fn dated(&self, id: &str, at: Timestamp) -> String {
        let date = self.zone.to_datetime(at).date();
        // The year is a text, because a number would be grouped.
        let values = values!["day" => date.day(), "month" => date.month(), "year" => date.year().to_string()];
        self.words.format(id, &values)
    }

    /// The time until an instant, or since.
    pub fn countdown(&self, at: Timestamp) -> Countdown {
        Countdown::between(self.now, at, self.zone)
    }

    /// How many days ago an instant was, counted as in a [countdown](Self::countdown); 0 within the first 24 hours.
    pub fn days_since(&self, at: Timestamp) -> i64 {
        match self.countdown(at) {
            Countdown::Gone(Amount::Days(days)) => days,
            Countdown::Gone(Amount::Hours { .. } | Amount::Minutes { .. }) | Countdown::Left(_) => 0,
        }
    }

    /// An amount of time: years, days, or whole hours in the last day, so that a text that stays on the screen is right for an hour.
    pub fn time(&self, amount: Amount, style: DurationStyle) -> String {
        /// From here on, days say nothing to a reader.
        const YEARS_FROM: i64 = 2 * 365;
        let style = match style {
            DurationStyle::In => "in",
            DurationStyle::Ago => "ago",
        };
        match amount {
            Amount::Days(days @ YEARS_FROM..) => {
                // By the mean length of a year, and a day more, so that five years of the calendar are five.
                let years = (days + 1) * 10_000 / 3_652_425;
                self.words.format(&format!("{style}-years"), &values!["years" => years])
            }
            Amount::Days(days) => self.words.format(&format!("{style}-days"), &values!["days" => days]),
            Amount::Hours { hours, .. } => self.words.format(&format!("{style}-hours"), &values!["hours" => hours]),
            Amount::Minutes { .. } => self.words.text(&format!("{style}-minutes")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use license::{ChangeKind, FindingKind, RefusalReason, StopKind};
    use strum::IntoEnumIterator;

    use super::*;
    use crate::reminders::stop_text_id;

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
        for language in Language::iter() {
            assert_eq!(
                Catalog::read(language).0.locales.iter().map(ToString::to_string).collect::<Vec<_>>(),
                [language.tag()]
            );
            let read = FluentResource::try_new(language.source().to_owned());
            assert!(read.is_ok(), "{language:?}: {:?}", read.map_err(|(_, errors)| errors).err());
            let own: Vec<_> = texts(language).into_keys().collect();
            assert_eq!(own, english, "{language:?}");
        }
    }

    #[test]
    fn every_text_is_said_with_the_values_that_english_gives_it() {
        let names = "why day month year date time years days hours in ago plan what at names more kind percent used \
                     max end before after subject count state module number over some from until app address id name";
        let mut values = FluentArgs::new();
        for name in names.split_whitespace() {
            values.set(name, FluentValue::from(2));
        }
        for language in Language::iter() {
            for id in texts(language).keys() {
                let (text, errors) = language.words().try_format(id, &values);
                assert!(text.is_some() && errors.is_empty(), "{language:?} {id}: {errors:?}");
            }
        }
    }

    /// The ids that the code composes, except those of modules, which are not a closed list.
    fn composed_ids() -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for style in ["in", "ago"] {
            ids.extend(["years", "days", "hours", "minutes"].map(|unit| format!("{style}-{unit}")));
        }
        ids.extend(LimitKind::iter().map(|kind| format!("kind-{}", kind.code())));
        for kind in FindingKind::iter() {
            ids.insert(format!("finding-{}", kind.code()));
            match kind {
                // The vendor's own text, and a text for each cause.
                FindingKind::Announcement | FindingKind::RenewalBlocked => {}
                _ => drop(ids.insert(format!("finding-{}-body", kind.code()))),
            }
        }
        ids.extend(RefusalReason::iter().map(|reason| format!("refusal-{}", <&str>::from(reason))));
        ids.extend(ChangeKind::iter().map(|kind| format!("change-{}", kind.code())));
        for (renewal, is_past) in Renewal::iter().flat_map(|renewal| [(renewal, false), (renewal, true)]) {
            ids.extend(DeadlineKind::iter().map(|kind| event_text_id(kind, renewal, is_past)));
            let titles = StopKind::iter().map(|kind| stop_text_id(kind, renewal, is_past));
            ids.extend(titles.flat_map(|id| [format!("{id}-body"), id]));
        }
        ids
    }

    #[test]
    fn every_text_that_is_used_exists_and_every_text_is_used() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let mut said = String::new();
        for folder in [format!("{folder}/src"), format!("{folder}/../agent/src")] {
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
        let composed = composed_ids();
        for id in known.keys() {
            let used = said.contains(&format!("\"{id}\""))
                || within.contains(&format!("{{ {id} }}"))
                || composed.contains(id)
                || id.starts_with("module-");
            assert!(used, "{id} is not used");
        }
        let mut named = composed;
        for call in ["words.text(\"", "words.format(\""] {
            named.extend(said.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        let missing: Vec<_> = named.into_iter().filter(|id| !known.contains_key(id)).collect();
        assert_eq!(missing, Vec::<String>::new());
    }

    /// The words that are not used in a language, and what to write instead.
    fn rejected_words(language: Language) -> BTreeMap<String, String> {
        let words = include_str!("../../../../ui/src/lib/i18n/rejected-words.json");
        let mut words: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(words).unwrap();
        words.remove(language.tag()).unwrap()
    }

    fn has_word(text: &str, word: &str) -> bool {
        let text = text.to_lowercase();
        text.match_indices(word).any(|(at, _)| {
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next())
        })
    }

    #[test]
    fn the_texts_use_the_words_of_the_glossary() {
        assert!(has_word("Put off", "put off") && has_word("à você.", "você") && !has_word("yourself", "your"));
        for language in Language::iter() {
            let rejected = rejected_words(language);
            for line in language.source().lines() {
                let text = line.split_once(" = ").map_or(line, |(_, text)| text);
                let found: Vec<_> = rejected.iter().filter(|(word, _)| has_word(text, word)).collect();
                assert!(found.is_empty(), "{language:?}: {found:?} in {line}");
            }
        }
    }

    #[test]
    fn one_day_is_not_days_in_any_language() {
        let zone = TimeZone::UTC;
        let now = Timestamp::UNIX_EPOCH;
        let said = [Language::English, Language::German, Language::BrazilianPortuguese].map(|language| {
            let reader = Audience { now, zone: &zone, words: language.words() };
            [1, 2].map(|days| reader.time(Amount::Days(days), DurationStyle::Ago))
        });
        assert_eq!(said, [["1 day ago", "2 days ago"], ["vor 1 Tag", "vor 2 Tagen"], ["há 1 dia", "há 2 dias"]]);
        let reader = Audience { now, zone: &zone, words: Language::German.words() };
        assert_eq!(reader.instant("2026-03-04T10:00:00Z".parse().unwrap()), "4. März 2026, 10:00 Uhr");
    }

    #[test]
    fn dates_and_numbers_are_written_as_on_the_pages() {
        let zone = TimeZone::UTC;
        let now = Timestamp::UNIX_EPOCH;
        let at = "2026-12-16T22:05:00Z".parse().unwrap();
        let written = [Language::English, Language::German, Language::BrazilianPortuguese].map(|language| {
            let reader = Audience { now, zone: &zone, words: language.words() };
            let values = values!["used" => 1_277_000, "max" => 1_000];
            [
                reader.instant(at),
                reader.day(at),
                reader.words.format("report-used-of", &values),
                reader.words.number(999),
            ]
        });
        assert_eq!(
            written,
            [
                ["Dec 16, 2026, 10:05 PM", "Dec 16", "1,277,000 of 1,000", "999"],
                ["16. Dez. 2026, 22:05 Uhr", "16. Dez.", "1.277.000 von 1.000", "999"],
                ["16 de dez. de 2026, 22:05", "16 de dez.", "1.277.000 de 1.000", "999"],
            ]
        );
    }

    #[test]
    fn an_unknown_module_is_named_by_its_id() {
        assert_eq!(Language::German.words().module(&ModuleId::new("auditing")), "Nachrichtenprüfung");
        assert_eq!(Language::German.words().module(&ModuleId::new("acme.shop")), "acme.shop");
    }

    /// The names of the modules for the window, so that each is written once.
    #[test]
    fn export_bindings_module_names() {
        let names = |language: Language| {
            let ids = texts(language).into_keys().filter_map(|id| Some(id.strip_prefix("module-")?.to_owned()));
            let ids = ids.map(|id| match id.as_str() {
                "everything" => "*".to_owned(),
                "everything-enterprise" => "enterprise:*".to_owned(),
                _ => id,
            });
            ids.map(|id| (language.words().module(&ModuleId::new(&id)), id)).map(|(name, id)| (id, name)).collect()
        };
        let all: BTreeMap<_, BTreeMap<String, String>> =
            Language::iter().map(|language| (language.tag(), names(language))).collect();
        let text = format!(
            "// This file was generated from the texts in crates/watch/src/i18n. Do not edit this file manually.\n\n\
             /** The names of the known modules by their ids, in each language. */\n\
             export const moduleNames = {};\n",
            serde_json::to_string_pretty(&all).unwrap()
        );
        let folder = ts_rs::Config::from_env().out_dir().to_owned();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("moduleNames.ts"), text).unwrap();
    }
}
