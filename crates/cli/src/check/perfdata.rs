//! The perfdata beside the text: `'LABEL'=VALUE;WARN;CRIT;MIN;MAX`, as in the plugin convention.
//!
//! Thresholds are ranges of good values: `30:` means "30 or more".

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use license::{Headline, LimitKind, Renewal, Stop, StopKind};

use crate::{
    duration,
    load::Watched,
    policy::{Expectation, Thresholds, Topic},
};

/// The perfdata of all workspaces.
pub(super) fn of(watched: &[Watched], given: Thresholds, now: Timestamp) -> String {
    let mut taken = HashSet::new();
    let mut data = Vec::new();
    for watched in watched {
        let name = name(&watched.name, &mut taken);
        data.extend(days(&name, watched, watched.policy.thresholds(given), now));
        data.extend(seats(&name, watched, now));
    }
    data.join(" ")
}

/// What is measured of a workspace.
#[derive(Debug, Clone, Copy)]
enum Metric {
    Days,
    ModulesDays,
    ReadOnlyDays,
    Seats,
}

impl Metric {
    const ALL: [Self; 4] = [Self::Days, Self::ModulesDays, Self::ReadOnlyDays, Self::Seats];

    fn label(self, name: &str) -> String {
        let what = match self {
            Self::Days => "days",
            Self::ModulesDays => "modules days",
            Self::ReadOnlyDays => "read-only days",
            Self::Seats => "seats",
        };
        format!("{name} {what}")
    }

    /// `bounds` are the thresholds and the range, as far as there are any.
    fn datum(self, name: &str, value: &str, bounds: &str) -> String {
        format!("'{}'={value};{bounds}", self.label(name).replace('\'', "''"))
    }
}

/// A name without characters that labels cannot contain, and of which no label is another's: of “Acme” with modules and
/// “Acme modules”, the second gets a number. It does not depend on what there is to measure now.
fn name(name: &str, taken: &mut HashSet<String>) -> String {
    let clean: String = name
        .chars()
        .map(|c| match c {
            '=' => '-',
            '|' => '/',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let mut unique = clean.clone();
    let mut number = 1;
    while Metric::ALL.iter().any(|metric| taken.contains(&metric.label(&unique))) {
        number += 1;
        unique = format!("{clean} ({number})");
    }
    taken.extend(Metric::ALL.map(|metric| metric.label(&unique)));
    unique
}

/// The days until the license ends, negative once it has, until modules of it stop, and until the workspace becomes
/// read-only. `U` if that is unknown; no value
/// without an end.
fn days(name: &str, watched: &Watched, thresholds: Thresholds, now: Timestamp) -> Vec<String> {
    let stops = watched.snapshot.observation().stops(now);
    // Of several, the one that becomes a warning first: an end that nobody averts, before a renewal that is nearer.
    let next = |metric: fn(StopKind) -> bool| {
        let stops = stops.iter().filter(|stop| metric(stop.kind));
        stops.min_by_key(|stop| time_until_warning(stop, thresholds, now))
    };
    let value = |at: Timestamp| duration::days(at.duration_since(now), thresholds.are_whole_days());
    let ahead = |stop: &Stop<'_>| (value(stop.at()), stop.renewal(), Some(Topic::Stop(stop.kind)));
    let end = match watched.snapshot.license_headline(now) {
        Headline::TrialEnded { at, .. } => Some((value(at), Renewal::Manual, Some(Topic::Stop(StopKind::TrialEnd)))),
        Headline::Ended { at, .. } | Headline::RenewalMissed { at, .. } | Headline::Lapsed { at, .. } => {
            Some((value(at), Renewal::Manual, Some(Topic::Stop(StopKind::Expiry))))
        }
        Headline::EndUnreadable { .. } | Headline::NotHonored { .. } | Headline::NotPermitted | Headline::NeverRead => {
            Some(("U".to_owned(), Renewal::Manual, None))
        }
        Headline::Ends { .. }
        | Headline::Renews { .. }
        | Headline::TrialEnds { .. }
        | Headline::ModulesStop { .. }
        | Headline::NotBegun { .. }
        | Headline::BecomesReadOnly { .. }
        | Headline::SupportEnds { .. }
        | Headline::Finding { .. }
        | Headline::NoEnd { .. }
        | Headline::Community => next(StopKind::ends_license).map(ahead),
    };
    let modules = next(|kind| kind == StopKind::ModulesDisabled).map(ahead);
    let read_only = next(|kind| kind == StopKind::ReadOnly).map(ahead);
    let is_expected = watched.policy.expect == Expectation::NoLicense;
    let datum = |metric: Metric, (days, renewal, topic): (String, Renewal, Option<Topic>)| {
        let (warn, crit) = (thresholds.warn.in_days(), thresholds.crit.in_days());
        let ranges = match renewal {
            _ if topic.is_some_and(|topic| watched.policy.is_muted(topic)) => ";".to_owned(),
            // A workspace that is to have no license may lose it.
            _ if is_expected && topic != Some(Topic::Stop(StopKind::ReadOnly)) => ";".to_owned(),
            Renewal::Manual => format!("{warn}:;{crit}:"),
            Renewal::Automatic => format!("{crit}:;"),
        };
        metric.datum(name, &days, &ranges)
    };
    let data = [(Metric::Days, end), (Metric::ModulesDays, modules), (Metric::ReadOnlyDays, read_only)];
    data.into_iter().filter_map(|(metric, value)| Some(datum(metric, value?))).collect()
}

/// How long it takes until a stop becomes a warning; negative once it is one.
fn time_until_warning(stop: &Stop<'_>, thresholds: Thresholds, now: Timestamp) -> SignedDuration {
    let lead = match stop.renewal() {
        Renewal::Manual => thresholds.warn,
        Renewal::Automatic => thresholds.crit,
    };
    stop.at().duration_since(now).saturating_sub(lead.length())
}

/// The seats in use, with their maximum.
fn seats(name: &str, watched: &Watched, now: Timestamp) -> Option<String> {
    let seats = watched.snapshot.observation().limit(LimitKind::ActiveUsers, now)?;
    let max = seats.effective_max().number().map(|max| max.to_string()).unwrap_or_default();
    Some(Metric::Seats.datum(name, &seats.used?.to_string(), &format!(";;0;{max}")))
}

#[cfg(test)]
mod tests {
    use license::{DeadlineKind, Entitlement, License, Limit, Max};
    use proptest::prelude::*;
    use watch::Snapshot;

    use super::*;

    fn now() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    fn thresholds() -> Thresholds {
        Thresholds { warn: "30d".parse().unwrap(), crit: "12h".parse().unwrap() }
    }

    fn license(days: &[(i64, DeadlineKind)], renewal: Renewal, seats: Max) -> License {
        let limits = vec![Limit::new(LimitKind::ActiveUsers, Some(41), seats)];
        let license = License { renewal, limits, ..License::bare("Enterprise") };
        days.iter().fold(license, |license, (days, kind)| {
            license.with_deadline(now() + jiff::SignedDuration::from_hours(days * 24 + 1), *kind)
        })
    }

    fn perfdata(licenses: Vec<License>) -> String {
        let answer = Some(Entitlement::Licensed { licenses });
        of(&[Watched::named("Acme", Snapshot { answer, ..Snapshot::default() })], thresholds(), now())
    }

    #[test]
    fn days_are_whole_and_thresholds_are_what_is_well() {
        use DeadlineKind::{Expiry, ModulesDisabled};
        let manual = license(&[(25, Expiry), (11, ModulesDisabled)], Renewal::Manual, Max::AtMost(50));
        assert_eq!(
            perfdata(vec![manual]),
            "'Acme days'=25;30:;0.5: 'Acme modules days'=11;30:;0.5: 'Acme seats'=41;;;0;50"
        );
        let automatic = license(&[(25, Expiry)], Renewal::Automatic, Max::Unlimited);
        assert_eq!(perfdata(vec![automatic]), "'Acme days'=25;0.5:; 'Acme seats'=41;;;0;");
        let gone = license(&[(-3, Expiry)], Renewal::Manual, Max::AtMost(50));
        assert_eq!(perfdata(vec![gone]), "'Acme days'=-3;30:;0.5: 'Acme seats'=41;;;0;50");
        let endless = license(&[], Renewal::Manual, Max::AtMost(50));
        assert_eq!(perfdata(vec![endless]), "'Acme seats'=41;;;0;50");
    }

    #[test]
    fn the_tightest_seats_and_the_soonest_end_count() {
        let one = license(&[(25, DeadlineKind::Expiry)], Renewal::Manual, Max::AtMost(50));
        let other = license(&[(9, DeadlineKind::Expiry)], Renewal::Manual, Max::AtMost(45));
        assert_eq!(perfdata(vec![one, other]), "'Acme days'=9;30:;0.5: 'Acme seats'=41;;;0;45");
    }

    #[test]
    fn an_end_that_nobody_averts_counts_before_a_renewal_that_is_nearer() {
        let renewal = license(&[(20, DeadlineKind::Expiry)], Renewal::Automatic, Max::AtMost(50));
        let end = license(&[(25, DeadlineKind::Expiry)], Renewal::Manual, Max::AtMost(50));
        assert!(perfdata(vec![renewal.clone(), end]).starts_with("'Acme days'=25;30:;0.5: "));
        let far = license(&[(250, DeadlineKind::Expiry)], Renewal::Manual, Max::AtMost(50));
        assert!(perfdata(vec![renewal, far]).starts_with("'Acme days'=20;0.5:; "));
    }

    #[test]
    fn no_label_is_twice_there_and_none_changes_with_what_there_is_to_measure() {
        let with = |days: &[(i64, DeadlineKind)]| {
            let licenses = vec![license(days, Renewal::Manual, Max::Unlimited)];
            Snapshot { answer: Some(Entitlement::Licensed { licenses }), ..Snapshot::default() }
        };
        for modules in
            [&[(25, DeadlineKind::Expiry), (11, DeadlineKind::ModulesDisabled)][..], &[(25, DeadlineKind::Expiry)]]
        {
            let data = of(
                &[Watched::named("Acme", with(modules)), Watched::named("Acme modules", with(modules))],
                thresholds(),
                now(),
            );
            let labels: Vec<_> =
                parse(&data).into_iter().map(|(label, _)| label).filter(|label| label.ends_with(" days")).collect();
            assert!(labels.contains(&"Acme modules (2) days".to_owned()), "{data}");
            assert_eq!(labels.iter().collect::<HashSet<_>>().len(), labels.len(), "{data}");
        }
    }

    #[test]
    fn below_a_day_and_where_a_threshold_needs_it_days_have_parts() {
        let hours = |hours: i64, thresholds: Thresholds| {
            let license =
                License::bare("Pro").with_deadline(now() + SignedDuration::from_hours(hours), DeadlineKind::Expiry);
            let answer = Some(Entitlement::Licensed { licenses: vec![license] });
            of(&[Watched::named("Acme", Snapshot { answer, ..Snapshot::default() })], thresholds, now())
        };
        let parts = Thresholds { warn: "60h".parse().unwrap(), crit: "36h".parse().unwrap() };
        for (left, given, expected) in [
            (13, thresholds(), "0.541;30:;0.5:"),
            (12, thresholds(), "0.5;30:;0.5:"),
            (-1, thresholds(), "-0.042;30:;0.5:"),
            (47, thresholds(), "1;30:;0.5:"),
            (-25, thresholds(), "-2;30:;0.5:"),
            (47, parts, "1.958;2.5:;1.5:"),
        ] {
            assert_eq!(hours(left, given), format!("'Acme days'={expected}"), "{left} h");
        }
    }

    /// An independent parser of perfdata: labels and values.
    fn parse(data: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut rest = data;
        while let Some(quoted) = rest.trim_start().strip_prefix('\'') {
            let mut label = String::new();
            let mut signs = quoted.char_indices().peekable();
            let after = loop {
                match signs.next() {
                    Some((_, '\'')) if signs.next_if(|(_, next)| *next == '\'').is_some() => label.push('\''),
                    Some((at, '\'')) => break &quoted[at + 1..],
                    Some((_, sign)) => label.push(sign),
                    None => panic!("the label ends nowhere: {data}"),
                }
            };
            let after = after.strip_prefix('=').unwrap_or_else(|| panic!("no value: {data}"));
            let (value, next) = after.split_once(' ').unwrap_or((after, ""));
            found.push((label, value.to_owned()));
            rest = next;
        }
        assert_eq!(rest.trim(), "", "all of it is read: {data}");
        found
    }

    proptest! {
        #[test]
        fn any_names_give_data_that_can_be_read(names in prop::collection::vec("[a'=|\n \\PC]{0,12}( modules| \\(2\\))?", 1..6)) {
            let licenses = || vec![license(&[(25, DeadlineKind::Expiry)], Renewal::Manual, Max::AtMost(50))];
            let snapshot = || Snapshot { answer: Some(Entitlement::Licensed { licenses: licenses() }), ..Snapshot::default() };
            let watched: Vec<_> = names.iter().map(|name| Watched::named(name, snapshot())).collect();
            let data = of(&watched, thresholds(), now());
            prop_assert!(!data.contains(['|', '\n']));
            let found = parse(&data);
            prop_assert_eq!(found.len(), names.len() * 2);
            let labels: HashSet<_> = found.iter().map(|(label, _)| label).collect();
            prop_assert_eq!(labels.len(), found.len(), "every label is another");
            for (label, value) in &found {
                prop_assert!(!label.contains('='));
                prop_assert!(value == "25;30:;0.5:" || value == "41;;;0;50");
            }
        }
    }
}
