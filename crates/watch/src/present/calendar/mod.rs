//! What stops, as a calendar (RFC 5545) to subscribe to or to import: one event for each deadline, with alarms.
//!
//! An event keeps its UID when a license is renewed, so that it moves instead of a second one being added. The same deadline of
//! the same plan is the same event: a renewed license has another ID.

mod text;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use license::{Deadline, DeadlineKind, Stop, StopKind};
use uuid::Uuid;

use self::text::Lines;
use crate::{
    i18n::Audience,
    reminders::{settings::LeadTimes, threshold::thresholds},
    workspace::{interval::Interval, snapshot::Snapshot},
};

/// What the UIDs of events are made in. It must never change.
const UIDS: Uuid = Uuid::from_u128(0x5d6c_1f0e_8a3b_4e57_9c42_b1d0_73f6_2a98);

/// What a calendar says about a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Calendared<'a> {
    /// What stays the same of it, whatever its name is: its id or, in a fleet file, its address.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its address.
    pub url: &'a str,
    /// What is known of it.
    pub snapshot: &'a Snapshot,
    /// When its license last changed; `None` if nothing remembers that. Then it is when it was last read.
    pub changed_at: Option<Timestamp>,
    /// How long before a deadline there are alarms; `None` for no alarms.
    pub lead: Option<&'a LeadTimes>,
    /// What was known earlier, as far as something remembers it. What is ahead in there and no longer known is canceled.
    pub earlier: &'a [Snapshot],
}

/// Whether an event still takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EventStatus {
    Confirmed,
    Cancelled,
}

/// The calendar of workspaces that are refreshed this often, for a reader.
pub fn calendar(workspaces: &[Calendared<'_>], every: Interval, reader: &Audience<'_>) -> String {
    let mut calendar = CalendarText::begin(every);
    for workspace in workspaces {
        calendar.add(workspace, reader);
    }
    calendar.end()
}

/// A calendar that is being written, workspace by workspace.
pub struct CalendarText {
    lines: Lines,
    /// The events in it, also in what was taken from it.
    written: HashSet<Uuid>,
}

impl CalendarText {
    /// One of workspaces that are refreshed this often.
    pub fn begin(every: Interval) -> Self {
        const NAME: &str = "License Watch";
        let mut lines = Lines::default();
        lines.property("BEGIN", "VCALENDAR");
        lines.property("VERSION", "2.0");
        lines.property("PRODID", &format!("-//License Watch//License Watch {}//EN", env!("CARGO_PKG_VERSION")));
        lines.property("CALSCALE", "GREGORIAN");
        // The name as RFC 7986 has it, and as most clients do.
        lines.text("NAME", NAME);
        lines.text("X-WR-CALNAME", NAME);
        lines.property("REFRESH-INTERVAL;VALUE=DURATION", &format!("PT{}H", u8::from(every)));
        Self { lines, written: HashSet::new() }
    }

    /// Adds the events of a workspace, without those that another entry for the same workspace has written.
    pub fn add(&mut self, workspace: &Calendared<'_>, reader: &Audience<'_>) {
        let Self { lines, written } = self;
        let mut write = |stops: Vec<Stop<'_>>, status| {
            for (uid, stop) in identified(workspace.key, stops) {
                if written.insert(uid) {
                    event(uid, &stop, status, workspace, lines, reader);
                }
            }
        };
        let observation = workspace.snapshot.observation();
        // Those that have passed come last, so that the number of one that is ahead depends on those ahead alone.
        let (ahead, passed) = (observation.stops(reader.now), observation.passed_stops(reader.now));
        write(ahead.into_iter().chain(passed.into_iter().rev()).collect(), EventStatus::Confirmed);
        for earlier in workspace.earlier {
            write(earlier.observation().stops(reader.now), EventStatus::Cancelled);
        }
    }

    /// Takes what was written so far, if that is at least this many bytes.
    pub fn take(&mut self, least: usize) -> Option<String> {
        self.lines.take(least)
    }

    /// The rest.
    pub fn end(mut self) -> String {
        self.lines.property("END", "VCALENDAR");
        self.lines.finish()
    }
}

/// The stops with their UIDs. Those with the same plan, kind and modules are told apart by their order.
fn identified<'a>(key: &str, stops: Vec<Stop<'a>>) -> Vec<(Uuid, Stop<'a>)> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let identified = stops.into_iter().map(|stop| {
        let modules: Vec<_> = stop.deadline.modules.iter().map(|module| module.as_str()).collect();
        let identity = [key, stop.plan().as_str(), stop.deadline.kind.code(), &modules.join(" ")].join("\n");
        let number = numbers.entry(identity.clone()).or_default();
        *number += 1;
        (Uuid::new_v5(&UIDS, format!("{identity}\n{number}").as_bytes()), stop)
    });
    identified.collect()
}

fn event(
    uid: Uuid,
    stop: &Stop<'_>,
    status: EventStatus,
    workspace: &Calendared<'_>,
    lines: &mut Lines,
    reader: &Audience<'_>,
) {
    let words = reader.words;
    let revised = revised_at(stop, workspace).unwrap_or(Timestamp::UNIX_EPOCH);
    let title = format!("{}: {}", workspace.name, happens(stop, reader));
    let plan = stop.license().map(|license| format!("{}: {}", words.text("column-plan"), license.plan));
    let modules = (!stop.deadline.modules.is_empty())
        .then(|| format!("{}: {}", words.text("report-modules"), words.modules(&stop.deadline.modules)));
    let details: Vec<_> = plan.into_iter().chain(modules).chain([workspace.url.to_owned()]).collect();
    lines.property("BEGIN", "VEVENT");
    lines.property("UID", &uid.to_string());
    lines.property("DTSTAMP", &instant(revised));
    lines.property("LAST-MODIFIED", &instant(revised));
    lines.property("SEQUENCE", &sequence(revised).to_string());
    lines.property("DTSTART", &instant(stop.at()));
    lines.text("SUMMARY", &title);
    lines.text("DESCRIPTION", &details.join("\n"));
    lines.property("URL", workspace.url);
    // It takes nobody's time.
    lines.property("TRANSP", "TRANSPARENT");
    match status {
        EventStatus::Confirmed => {
            lines.property("STATUS", "CONFIRMED");
            let days = workspace.lead.into_iter().flat_map(|lead| thresholds(stop.deadline.kind, stop.renewal(), lead));
            for days in days.filter(|days| *days >= 0) {
                lines.property("BEGIN", "VALARM");
                lines.property("ACTION", "DISPLAY");
                lines.text("DESCRIPTION", &title);
                lines.property("TRIGGER", &if days == 0 { "PT0S".to_owned() } else { format!("-P{days}D") });
                lines.property("END", "VALARM");
            }
        }
        EventStatus::Cancelled => lines.property("STATUS", "CANCELLED"),
    }
    lines.property("END", "VEVENT");
}

/// What happens, in the words for what is still ahead: a title does not change when the day comes.
fn happens(stop: &Stop<'_>, reader: &Audience<'_>) -> String {
    let kind = match stop.kind {
        StopKind::TrialEnd => DeadlineKind::TrialEnd,
        StopKind::Expiry | StopKind::ModulesDisabled | StopKind::ReadOnly | StopKind::SupportEnd => stop.deadline.kind,
    };
    reader.words.event(&Deadline::new(stop.at(), kind), stop.renewal(), Timestamp::MIN)
}

/// When what is said of a stop last changed. A stop of the workspace itself can change whenever it is read.
fn revised_at(stop: &Stop<'_>, workspace: &Calendared<'_>) -> Option<Timestamp> {
    let of_license = workspace.changed_at.filter(|_| stop.license().is_some());
    of_license.or(workspace.snapshot.fetched_at)
}

/// A number that is higher for a later revision: minutes since 2020. Nothing has to remember how often an event was moved.
fn sequence(revised: Timestamp) -> i32 {
    const SINCE: i64 = 1_577_836_800;
    let minutes = (revised.as_second() - SINCE) / 60;
    i32::try_from(minutes.max(0)).unwrap_or(i32::MAX)
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use icalendar::{Calendar, CalendarComponent, Component, Event};
    use jiff::{SignedDuration, tz::TimeZone};
    use license::{Entitlement, License, ModuleId, Renewal, ServerFacts};
    use proptest::prelude::*;

    use super::*;
    use crate::i18n::language::Language;

    fn now() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    fn in_days(days: i64) -> Timestamp {
        now() + SignedDuration::from_hours(24 * days)
    }

    fn licensed(licenses: Vec<License>) -> Snapshot {
        let answer = Some(Entitlement::Licensed { licenses });
        Snapshot { answer, fetched_at: Some(now()), ..Snapshot::default() }
    }

    fn ends_in(days: i64) -> License {
        License::bare("Pro").with_deadline(in_days(days), DeadlineKind::Expiry)
    }

    fn workspace<'a>(snapshot: &'a Snapshot, lead: Option<&'a LeadTimes>) -> Calendared<'a> {
        let (key, name, url) = ("6ba7b810", "Acme", "https://chat.acme.example/");
        Calendared { key, name, url, snapshot, changed_at: None, lead, earlier: &[] }
    }

    fn text(workspaces: &[Calendared<'_>]) -> String {
        let reader = Audience { now: now(), zone: &TimeZone::UTC, words: Language::English.words() };
        calendar(workspaces, Interval::default(), &reader)
    }

    /// The events, as a program of others reads them.
    fn events(workspaces: &[Calendared<'_>]) -> Vec<Event> {
        let calendar: Calendar = text(workspaces).parse().unwrap();
        let event = |component| match component {
            CalendarComponent::Event(event) => event,
            other => panic!("{other:?} is not an event"),
        };
        calendar.components.into_iter().map(event).collect()
    }

    fn value(event: &Event, name: &str) -> String {
        event.property_value(name).unwrap_or_else(|| panic!("no {name}")).to_owned()
    }

    #[test]
    fn an_event_says_what_stops_and_when_with_an_alarm_for_each_lead_time() {
        let lead = LeadTimes::try_from(vec![30, 7]).unwrap();
        let snapshot = licensed(vec![ends_in(25)]);
        insta::assert_snapshot!(text(&[workspace(&snapshot, Some(&lead))]).replace("\r\n", "\n"));
        let [event] = &events(&[workspace(&snapshot, Some(&lead))])[..] else { panic!("one event") };
        assert_eq!(event.get_summary(), Some("Acme: license expires"));
        assert_eq!(event.get_description(), Some("Plan: Pro\nhttps://chat.acme.example/"));
        assert_eq!(value(event, "DTSTART"), "20260326T000000Z");
        let alarms = text(&[workspace(&snapshot, Some(&lead))]).matches("BEGIN:VALARM").count();
        assert_eq!(alarms, 3, "30 and 7 days before, and at the deadline");
        assert_eq!(text(&[workspace(&snapshot, None)]).matches("BEGIN:VALARM").count(), 0);
    }

    #[test]
    fn every_line_ends_as_the_standard_says() {
        let text = text(&[workspace(&licensed(vec![ends_in(25)]), Some(&LeadTimes::default()))]);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn a_renewal_moves_the_event_and_counts_as_newer() {
        let before = licensed(vec![License { id: Some("one".into()), ..ends_in(25) }]);
        let after = Snapshot {
            fetched_at: Some(now() + SignedDuration::from_mins(5)),
            ..licensed(vec![License { id: Some("another".into()), ..ends_in(390) }])
        };
        let earlier = [before.clone()];
        let [old] = &events(&[workspace(&before, None)])[..] else { panic!("one event") };
        let [new] = &events(&[Calendared { earlier: &earlier, ..workspace(&after, None) }])[..] else {
            panic!("one event, and none that is canceled")
        };
        assert_eq!(old.get_uid(), new.get_uid());
        assert_eq!(value(new, "DTSTART"), "20270326T000000Z");
        let sequence = |event: &Event| value(event, "SEQUENCE").parse::<i32>().unwrap();
        assert!(sequence(new) > sequence(old));
    }

    #[test]
    fn what_is_gone_is_canceled_where_something_remembers_it() {
        let before = [licensed(vec![ends_in(25)]), licensed(vec![ends_in(-40)])];
        let answer = Some(Entitlement::Unlicensed { limits: Vec::new() });
        let after = Snapshot { answer, fetched_at: Some(now()), ..Snapshot::default() };
        assert!(events(&[workspace(&after, None)]).is_empty());
        let [gone] = &events(&[Calendared { earlier: &before, ..workspace(&after, None) }])[..] else {
            panic!("what was ahead, and not what had passed")
        };
        assert_eq!(value(gone, "STATUS"), "CANCELLED");
        assert_eq!(gone.get_uid(), events(&[workspace(&before[0], None)])[0].get_uid());
    }

    #[test]
    fn an_output_without_a_change_is_the_same_again() {
        let at = Some(in_days(-9));
        let first = licensed(vec![ends_in(25)]);
        let later = Snapshot { fetched_at: Some(in_days(1)), ..first.clone() };
        let remembered = |snapshot| text(&[Calendared { changed_at: at, ..workspace(snapshot, None) }]);
        assert_eq!(remembered(&first), remembered(&later));
    }

    #[test]
    fn every_deadline_is_an_event_of_its_own() {
        let modules = |days, name| Deadline {
            modules: vec![ModuleId::new(name)],
            ..Deadline::new(in_days(days), DeadlineKind::ModulesDisabled)
        };
        let pro = License { deadlines: vec![modules(5, "auditing"), modules(9, "voip")], ..ends_in(25) };
        let renewing = License { renewal: Renewal::Automatic, ..ends_in(12) };
        let deadlines = vec![Deadline::new(in_days(40), DeadlineKind::VersionSupportEnd)];
        let facts = ServerFacts { deadlines, ..ServerFacts::default() };
        let mut pro = pro;
        pro.deadlines.push(Deadline::new(in_days(25), DeadlineKind::Expiry));
        let snapshot = Snapshot { facts, ..licensed(vec![pro, renewing]) };
        let events = events(&[workspace(&snapshot, None), workspace(&snapshot, None)]);
        let uids: HashSet<_> = events.iter().map(|event| event.get_uid().unwrap().to_owned()).collect();
        assert_eq!((events.len(), uids.len()), (5, 5), "and not twice for the same workspace");
        let titles: Vec<_> = events.iter().map(|event| event.get_summary().unwrap().to_owned()).collect();
        assert_eq!(
            titles,
            [
                "Acme: modules stop",
                "Acme: modules stop",
                "Acme: license renews",
                "Acme: license expires",
                "Acme: support for this server version ends",
            ]
        );
    }

    proptest! {
        #[test]
        fn any_name_is_read_back_as_it_is(name in "[a-z;:,\\\\\"' ]{1,20}\\PC{0,120}[a-z]") {
            let snapshot = licensed(vec![ends_in(25)]);
            let events = events(&[Calendared { name: &name, ..workspace(&snapshot, None) }]);
            prop_assert_eq!(events.len(), 1);
            let read = events[0].get_summary().unwrap();
            prop_assert_eq!(read.to_owned(), format!("{name}: license expires"));
        }
    }
}
