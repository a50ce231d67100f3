//! The perfdata beside the text: `'LABEL'=VALUE;WARN;CRIT;MIN;MAX`, as in the plugin convention.
//!
//! Thresholds are ranges of good values: `30:` means "30 or more".

use std::collections::HashSet;

use jiff::Timestamp;
use license::{Deadline, DeadlineKind, Headline, LimitKind, Renewal};

use super::Thresholds;
use crate::load::Watched;

/// The perfdata of all workspaces.
pub(super) fn of(watched: &[Watched], thresholds: Thresholds, now: Timestamp) -> String {
    let mut taken = HashSet::new();
    let mut data = Vec::new();
    for watched in watched {
        let name = name(&watched.name, &mut taken);
        data.extend(days(&name, watched, thresholds, now));
        data.extend(seats(&name, watched, now));
    }
    data.join(" ")
}

/// A unique label without characters that labels cannot contain; quotation marks are doubled on output.
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
    while !taken.insert(unique.clone()) {
        number += 1;
        unique = format!("{clean} ({number})");
    }
    unique
}

fn datum(name: &str, what: &str, value: &str, bounds: &str) -> String {
    format!("'{} {what}'={value};{bounds}", name.replace('\'', "''"))
}

/// The days until the license ends, negative once it has, and until modules of it stop. `U` if that is unknown; no value
/// without an end.
fn days(name: &str, watched: &Watched, thresholds: Thresholds, now: Timestamp) -> Vec<String> {
    let stops = watched.snapshot.observation().stops(now);
    let next = |modules: bool| {
        let stop = stops.iter().find(|stop| stop.license().is_some() && stop.kind.ends_license() != modules)?;
        Some((stop.deadline.whole_days_left(now).to_string(), stop.renewal()))
    };
    let end = match watched.snapshot.license_headline(now) {
        Headline::Ended { at, .. }
        | Headline::RenewalMissed { at, .. }
        | Headline::TrialEnded { at, .. }
        | Headline::Lapsed { at, .. } => {
            Some((Deadline::new(at, DeadlineKind::Expiry).whole_days_left(now).to_string(), Renewal::Manual))
        }
        Headline::EndUnreadable { .. } | Headline::NotHonored { .. } | Headline::NotPermitted | Headline::NeverRead => {
            Some(("U".to_owned(), Renewal::Manual))
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
        | Headline::Community => next(false),
    };
    let ranges = |renewal| {
        let (warn, crit) = (thresholds.warn.in_days(), thresholds.crit.in_days());
        match renewal {
            Renewal::Manual => format!("{warn}:;{crit}:"),
            Renewal::Automatic => format!("{crit}:;"),
        }
    };
    let datum = |what: &str, (days, renewal): (String, Renewal)| datum(name, what, &days, &ranges(renewal));
    let end = end.map(|end| datum("days", end));
    end.into_iter().chain(next(true).map(|modules| datum("modules days", modules))).collect()
}

/// The seats in use, with their maximum.
fn seats(name: &str, watched: &Watched, now: Timestamp) -> Option<String> {
    let seats = watched.snapshot.observation().limit(LimitKind::ActiveUsers, now)?;
    let max = seats.effective_max().number().map(|max| max.to_string()).unwrap_or_default();
    Some(datum(name, "seats", &seats.used?.to_string(), &format!(";;0;{max}")))
}

#[cfg(test)]
mod tests {
    use license::{Entitlement, License, Limit, Max};
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
        fn any_names_give_data_that_can_be_read(names in prop::collection::vec("[a'=|\n \\PC]{0,12}", 1..6)) {
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
