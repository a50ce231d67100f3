//! A year of fifty workspaces on a simulated clock, with suspends, restarts, kills, renewals, and changes of the clock
//! and the time zone. Every deadline is shown at every threshold, never twice, and no later than the machine takes to
//! wake up.
//!
//! Only the machine is simulated. The rules and the store are the real ones.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use license::{Addressee, Deadline, DeadlineKind, Entitlement, Label, License, Renewal};
use proptest::prelude::*;
use rocketchat::{Address, InsecureHttp, Route, UserId};
use uuid::Uuid;
use watch::{
    Credential, Snapshot, Store, Workspace, WorkspaceId,
    engine::due::record_due_deadlines,
    i18n::{Audience, language::Language},
    reminders::{
        Reminder,
        notification::{Content, Grouping, Notification, ReminderId},
        settings::LeadTimes,
        threshold::thresholds,
        urgency::Urgency,
    },
    schedule::next_change::next_change_at,
    workspace::details::WorkspaceDetails,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long after a resume the engine may wake.
const WAKE_DELAY: SignedDuration = SignedDuration::from_secs(60);

/// How far, in minutes, the clock may be set back without repeating a reminder.
const MAX_SET_BACK: i64 = 2 * 24 * 60;

/// How long a wrong clock stays wrong.
const CLOCK_WRONG_FOR: SignedDuration = SignedDuration::from_hours(3);

fn start() -> Timestamp {
    "2026-01-15T08:00:00Z".parse().unwrap()
}

/// Something that happens to the machine or a license. Durations are in minutes.
#[derive(Debug, Clone, Copy)]
enum Incident {
    /// The machine is suspended.
    Suspend(i64),
    /// The application ends, and is started again later.
    Restart(i64),
    /// The application is killed after it takes the next notification and before it shows it.
    KillUnshown,
    /// The application is killed after it shows the next notification and before it marks it as shown.
    KillUnmarked,
    /// The clock is ahead for [`CLOCK_WRONG_FOR`].
    Ahead(i64),
    /// The clock is behind for [`CLOCK_WRONG_FOR`].
    Behind(i64),
    /// The license of this workspace is renewed for a year.
    Renew(usize),
    /// The user travels to this time zone.
    Travel(usize),
}

fn incident() -> impl Strategy<Value = Incident> {
    prop_oneof![
        4 => (10_i64..20_000).prop_map(Incident::Suspend),
        3 => (1_i64..3_000).prop_map(Incident::Restart),
        2 => Just(Incident::KillUnshown),
        2 => Just(Incident::KillUnmarked),
        1 => (1_i64..200_000).prop_map(Incident::Ahead),
        1 => (1_i64..MAX_SET_BACK).prop_map(Incident::Behind),
        2 => (0_usize..50).prop_map(Incident::Renew),
        1 => (0_usize..ZONES.len()).prop_map(Incident::Travel),
    ]
}

const ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Auckland"];

/// The input of a simulation: the licenses, and what happens when.
#[derive(Debug, Clone)]
struct Scenario {
    /// For each license: its end in minutes from the start, how many days earlier modules stop, and whether it renews
    /// itself.
    licenses: Vec<(i64, i64, bool)>,
    incidents: Vec<(i64, Incident)>,
}

fn scenario(workspaces: usize, incidents: usize) -> impl Strategy<Value = Scenario> {
    let license = (10_000_i64..600_000, 0_i64..60, prop::bool::weighted(0.2));
    let incidents = prop::collection::vec((0_i64..525_000, incident()), 0..=incidents);
    (prop::collection::vec(license, workspaces), incidents).prop_map(|(licenses, mut incidents)| {
        incidents.sort_by_key(|(at, _)| *at);
        Scenario { licenses, incidents }
    })
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn license(end: Timestamp, modules_stop: i64, renews: bool) -> License {
    let mut deadlines = vec![Deadline::new(end, DeadlineKind::Expiry)];
    if modules_stop > 0 {
        deadlines.push(Deadline::new(end - DAY * modules_stop as i32, DeadlineKind::ModulesDisabled));
    }
    deadlines.sort();
    License {
        id: None,
        plan: Label::new("Pro"),
        tags: Vec::new(),
        trial: false,
        renewal: if renews { Renewal::Automatic } else { Renewal::Manual },
        issued_at: None,
        visual_expiration: None,
        deadlines,
        modules: Vec::new(),
        limits: Vec::new(),
        granted_to: Addressee::default(),
        granted_by: None,
        workspace_id: None,
        addresses: Vec::new(),
        offline: false,
        cancellable: false,
        remarks: Vec::new(),
    }
}

fn licensed(license: License, at: Timestamp) -> Snapshot {
    Snapshot {
        fetched_at: Some(at),
        answer: Some(Entitlement::Licensed { licenses: vec![license] }),
        ..Snapshot::default()
    }
}

/// The result of a simulation.
#[derive(Debug, Default)]
struct Tally {
    /// How many thresholds of deadlines passed.
    passed: usize,
    /// How many notifications were shown.
    shown: usize,
    /// How many of them were shown again because of a kill between showing and marking.
    again: usize,
    /// Reminders that were shown again for no such reason.
    repeated: Vec<String>,
    /// Thresholds of which no reminder was shown in time.
    missed: Vec<String>,
}

/// The real time, and the time by the machine's clock.
#[derive(Debug, Clone, Copy)]
struct ClockReading {
    at: Timestamp,
    clock: Timestamp,
}

/// The state of a simulation.
struct Year {
    store: Store,
    run: Uuid,
    now: Timestamp,
    skew: SignedDuration,
    zone: TimeZone,
    lead: LeadTimes,
    fleet: Vec<(Workspace, Snapshot)>,
    /// When no reminder could be shown at the right time: the machine was suspended, the application was not running,
    /// or the clock was wrong.
    downtimes: Vec<(Timestamp, Timestamp)>,
    /// Each iteration of the run loop.
    iterations: Vec<ClockReading>,
    /// Each license, and the time during which it was current.
    terms: Vec<(WorkspaceId, License, Timestamp, Timestamp)>,
    kill: Option<Incident>,
    /// How often each reminder was shown.
    shown: HashMap<ReminderId, usize>,
    /// When each threshold of each deadline was shown.
    shown_thresholds: HashMap<(WorkspaceId, Deadline, i64), Vec<ClockReading>>,
    /// When something about each workspace was shown.
    shown_workspaces: HashMap<WorkspaceId, Vec<ClockReading>>,
    /// Reminders that were shown but not marked because of a kill.
    unmarked: HashSet<ReminderId>,
    tally: Tally,
}

impl Year {
    fn new(scenario: &Scenario) -> Self {
        let store = Store::in_memory().unwrap();
        let fleet = scenario.licenses.iter().enumerate().map(|(number, (end, modules_stop, renews))| {
            let address = Address::parse(&format!("https://w{number}.example"), InsecureHttp::Refused).unwrap();
            let id = WorkspaceId::random();
            let workspace = Workspace {
                id,
                name: Label::new(&format!("W{number}")),
                address,
                user_id: UserId::new("me"),
                account: None,
                plain: InsecureHttp::Refused,
                route: Route::System,
                ca_pem: None,
                credential: Credential::PersonalAccessToken,
                token: id.into(),
                details: WorkspaceDetails::default(),
            };
            store.add_workspace(&workspace).unwrap();
            (workspace, licensed(license(start() + minutes(*end), *modules_stop, *renews), start()))
        });
        let fleet = fleet.collect();
        Self {
            store,
            run: Uuid::new_v4(),
            now: start(),
            skew: SignedDuration::ZERO,
            zone: TimeZone::UTC,
            lead: LeadTimes::default(),
            fleet,
            downtimes: Vec::new(),
            iterations: Vec::new(),
            terms: Vec::new(),
            kill: None,
            shown: HashMap::new(),
            shown_thresholds: HashMap::new(),
            shown_workspaces: HashMap::new(),
            unmarked: HashSet::new(),
            tally: Tally::default(),
        }
    }

    /// The time by the machine's clock.
    fn clock(&self) -> Timestamp {
        self.now + self.skew
    }

    fn read_clock(&self) -> ClockReading {
        ClockReading { at: self.now, clock: self.clock() }
    }

    /// One iteration of the run loop: records, takes, shows and marks what is due.
    fn iterate(&mut self) {
        let clock = self.clock();
        self.iterations.push(self.read_clock());
        for (workspace, snapshot) in &self.fleet {
            record_due_deadlines(&self.store, workspace, snapshot, &self.lead, clock).unwrap();
        }
        let taken = self.store.take_reminders(self.run, Urgency::Low, clock, |_| false).unwrap();
        let reminders = taken.into_iter().map(|taken| (taken.id, taken.reminder)).collect();
        let audience = Audience { now: clock, zone: &self.zone, words: Language::English.words() };
        let notifications = Notification::of(reminders, Grouping::Separate, &audience);
        match self.kill.take_if(|_| !notifications.is_empty()) {
            None => notifications.iter().for_each(|notification| self.show(notification, true)),
            Some(Incident::KillUnmarked) => {
                notifications.iter().for_each(|notification| self.show(notification, false));
                self.unmarked.extend(notifications.iter().flat_map(|notification| &notification.ids));
                self.restart();
            }
            Some(_) => self.restart(),
        }
    }

    fn restart(&mut self) {
        self.run = Uuid::new_v4();
        self.iterate();
    }

    fn show(&mut self, notification: &Notification, mark: bool) {
        self.tally.shown += 1;
        for id in &notification.ids {
            *self.shown.entry(*id).or_default() += 1;
        }
        let reminders: Vec<Reminder> = match &notification.content {
            Content::Workspace { nearest, also } => [std::slice::from_ref(nearest), also].concat(),
            Content::Digest(reminders) => reminders.clone(),
            Content::Added(_) | Content::Test => Vec::new(),
        };
        let reading = self.read_clock();
        for reminder in reminders {
            self.shown_workspaces.entry(reminder.workspace).or_default().push(reading);
            let due = reminder.cause.deadline().unwrap().clone();
            let key = (reminder.workspace, due.deadline, due.threshold);
            self.shown_thresholds.entry(key).or_default().push(reading);
        }
        if mark {
            self.store.confirm_shown(self.run, &notification.ids, self.clock()).unwrap();
        }
    }

    /// Runs until `end`, sleeping from one change to the next as the engine does.
    fn run_until(&mut self, end: Timestamp) {
        loop {
            self.iterate();
            let next = next_change_at(
                self.fleet.iter().map(|(_, snapshot)| (snapshot, Some(&self.lead))),
                self.clock(),
                &self.zone,
            );
            let next = next.map(|clock| clock - self.skew).filter(|next| *next < end);
            match next {
                Some(next) => self.now = next,
                None => break self.now = end,
            }
        }
    }

    /// Lets time pass while nothing runs.
    fn be_down(&mut self, duration: i64) {
        let from = self.now;
        self.now += minutes(duration) + WAKE_DELAY;
        self.downtimes.push((from, self.now));
    }

    fn apply(&mut self, incident: Incident) {
        match incident {
            Incident::Suspend(length) => self.be_down(length),
            Incident::Restart(length) => {
                self.be_down(length);
                self.run = Uuid::new_v4();
            }
            Incident::KillUnshown | Incident::KillUnmarked => self.kill = Some(incident),
            Incident::Ahead(by) | Incident::Behind(by) => {
                self.skew = if matches!(incident, Incident::Ahead(_)) { minutes(by) } else { -minutes(by) };
                let from = self.now;
                self.run_until(self.now + CLOCK_WRONG_FOR);
                self.skew = SignedDuration::ZERO;
                self.downtimes.push((from, self.now));
                // Setting the clock wakes the wall clock timer.
                self.iterate();
            }
            Incident::Renew(number) => {
                let now = self.clock();
                if let Some((workspace, snapshot)) = self.fleet.get_mut(number) {
                    let Some(Entitlement::Licensed { licenses }) = &snapshot.answer else { return };
                    self.terms.push((workspace.id, licenses[0].clone(), snapshot.fetched_at.unwrap(), now));
                    let end = licenses[0].expires_at().unwrap().max(now) + DAY * 365;
                    let renews = licenses[0].renewal == Renewal::Automatic;
                    *snapshot = licensed(license(end, 0, renews), now);
                }
            }
            Incident::Travel(zone) => self.zone = TimeZone::get(ZONES[zone]).unwrap(),
        }
    }
}

impl Year {
    /// Runs the simulation.
    fn simulate(scenario: &Scenario) -> Tally {
        let mut year = Self::new(scenario);
        for (at, incident) in &scenario.incidents {
            let at = start() + minutes(*at);
            if at > year.now {
                year.run_until(at);
            }
            year.apply(*incident);
        }
        let end = year.now.max(start() + DAY * 365);
        year.run_until(end);
        let current = year.fleet.iter().map(|(workspace, snapshot)| {
            let Some(Entitlement::Licensed { licenses }) = &snapshot.answer else { panic!("each has one") };
            (workspace.id, licenses[0].clone(), snapshot.fetched_at.unwrap(), end)
        });
        year.terms.extend(current.collect::<Vec<_>>());
        year.check();
        year.tally
    }

    /// When a reminder that is due at `due` has to be shown at the latest: as soon as the machine can.
    fn latest(&self, due: Timestamp) -> Timestamp {
        let mut latest = due;
        // In their order: one downtime may begin before the engine has caught up after another.
        for (from, to) in &self.downtimes {
            if *from <= latest && latest < *to {
                latest = *to;
            }
        }
        latest
    }

    /// Whether the clock was seen to be set back so far in between that the first one must have been shown too early.
    fn was_set_back(&self, first: ClockReading, second: ClockReading) -> bool {
        let begin = self.iterations.partition_point(|reading| reading.at < first.at);
        let mut between = self.iterations[begin..].iter().take_while(|reading| reading.at <= second.at);
        between.any(|reading| reading.clock < first.clock - minutes(MAX_SET_BACK))
    }

    fn check(&mut self) {
        for (id, times) in &self.shown {
            match times {
                1 => {}
                2 if self.unmarked.contains(id) => self.tally.again += 1,
                more => self.tally.repeated.push(format!("{id:?} was shown {more} times")),
            }
        }
        for ((_, deadline, threshold), times) in &self.shown_thresholds {
            for pair in times.windows(2) {
                let (first, second) = (pair[0], pair[1]);
                if first.at != second.at && !self.was_set_back(first, second) {
                    self.tally
                        .repeated
                        .push(format!("{:?} at {threshold}: shown at {} and {}", deadline.kind, first.at, second.at));
                }
            }
        }
        for (id, license, from, to) in &self.terms {
            for deadline in &license.deadlines {
                for days in thresholds(deadline.kind, license.renewal, &self.lead) {
                    let due = deadline.at - DAY * days as i32;
                    let latest = self.latest(due);
                    if due <= *from || latest >= *to {
                        continue;
                    }
                    self.tally.passed += 1;
                    // Also counts what was shown early, while the clock was ahead by less than the tolerance.
                    let early = due - minutes(MAX_SET_BACK) - CLOCK_WRONG_FOR;
                    let in_time = |reading: &ClockReading| early <= reading.at && reading.at <= latest;
                    let is_shown_itself = self.shown_thresholds.iter().any(|((workspace, shown, threshold), times)| {
                        workspace == id && shown == deadline && *threshold <= days && times.iter().any(in_time)
                    });
                    // Deadlines of a workspace that become due together, by the clock, are one notification about the
                    // tightest.
                    let is_workspace_shown = || {
                        let times = self.shown_workspaces.get(id);
                        times.is_some_and(|times| times.iter().any(|reading| due <= reading.clock && in_time(reading)))
                    };
                    if !is_shown_itself && !is_workspace_shown() {
                        self.tally.missed.push(format!("{:?} at {days}: due at {due}, by {latest}", deadline.kind));
                    }
                }
            }
        }
    }
}

#[test]
fn year_of_fifty_workspaces_shows_every_threshold_once_and_in_time() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let scenario = scenario(50, 300).new_tree(&mut runner).unwrap().current();
    let tally = Year::simulate(&scenario);
    // Written to standard output directly, because the test harness captures what a passing test prints.
    writeln!(
        std::io::stdout(),
        "a year of 50 workspaces: {} thresholds passed, {} notifications shown, {} of them once more after a kill, repeated {}, missed {}",
        tally.passed,
        tally.shown,
        tally.again,
        tally.repeated.len(),
        tally.missed.len()
    )
    .unwrap();
    assert!(tally.passed > 300 && tally.shown > 200, "{tally:?}");
    assert_eq!((tally.repeated, tally.missed), (Vec::new(), Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_year_shows_every_threshold_once_and_in_time(scenario in scenario(5, 40)) {
        let tally = Year::simulate(&scenario);
        prop_assert_eq!(tally.repeated, Vec::<String>::new());
        prop_assert_eq!(tally.missed, Vec::<String>::new());
    }
}
