//! A year of a fleet of fifty workspaces, on a simulated clock: sleeps, restarts, kills, renewals, clocks that jump, zones
//! that change. Every deadline is told at every threshold, none twice, none late by more than it takes to wake up.
//!
//! What is simulated is the machine. What is due, recorded, taken and marked is the real thing, on a real store.
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
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How late the end of a sleep may be noticed, and with it what came due meanwhile.
const WAKE: SignedDuration = SignedDuration::from_secs(60);

/// How far a clock may be set back without anything being told twice.
const SET_BACK: i64 = 2 * 24 * 60;

/// For how long a clock that is wrong stays so.
const WRONG: SignedDuration = SignedDuration::from_hours(3);

fn start() -> Timestamp {
    "2026-01-15T08:00:00Z".parse().unwrap()
}

/// What happens to the machine.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    /// It sleeps, for so many minutes.
    Sleep(i64),
    /// The application ends, and is started again after so many minutes.
    Restart(i64),
    /// The next notice is handed out, and the application is killed before it is shown.
    KillUnshown,
    /// The next notice is shown, and the application is killed before it says so.
    KillUnmarked,
    /// The clock shows so many minutes too much, for as long as it stays [`WRONG`].
    Ahead(i64),
    /// The clock shows so many minutes too little, for as long.
    Behind(i64),
    /// A workspace is renewed for a year.
    Renew(usize),
    /// The admin travels.
    Travel(usize),
}

fn trouble() -> impl Strategy<Value = Trouble> {
    prop_oneof![
        4 => (10_i64..20_000).prop_map(Trouble::Sleep),
        3 => (1_i64..3_000).prop_map(Trouble::Restart),
        2 => Just(Trouble::KillUnshown),
        2 => Just(Trouble::KillUnmarked),
        1 => (1_i64..200_000).prop_map(Trouble::Ahead),
        1 => (1_i64..SET_BACK).prop_map(Trouble::Behind),
        2 => (0_usize..50).prop_map(Trouble::Renew),
        1 => (0_usize..ZONES.len()).prop_map(Trouble::Travel),
    ]
}

const ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Auckland"];

/// A year: what each workspace's license says, and what happens when, in minutes from the start.
#[derive(Debug, Clone)]
struct Plot {
    /// The end in minutes, the days before it at which modules stop, and whether it renews itself.
    licenses: Vec<(i64, i64, bool)>,
    troubles: Vec<(i64, Trouble)>,
}

fn plot(workspaces: usize, troubles: usize) -> impl Strategy<Value = Plot> {
    let license = (10_000_i64..600_000, 0_i64..60, prop::bool::weighted(0.2));
    let troubles = prop::collection::vec((0_i64..525_000, trouble()), 0..=troubles);
    (prop::collection::vec(license, workspaces), troubles).prop_map(|(licenses, mut troubles)| {
        troubles.sort_by_key(|(at, _)| *at);
        Plot { licenses, troubles }
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

fn snapshot(license: License, at: Timestamp) -> Snapshot {
    Snapshot {
        fetched_at: Some(at),
        answer: Some(Entitlement::Licensed { licenses: vec![license] }),
        ..Snapshot::default()
    }
}

/// What a year came to.
#[derive(Debug, Default)]
struct Tally {
    /// Thresholds that were passed, of all deadlines.
    passed: usize,
    /// Notices that were shown.
    shown: usize,
    /// Of these, those that a kill between showing and marking has brought twice.
    again: usize,
    /// What was shown twice without such a reason.
    repeated: Vec<String>,
    /// Thresholds that nobody was told in time.
    missed: Vec<String>,
}

/// An instant, and what the computer's clock showed then.
#[derive(Debug, Clone, Copy)]
struct ClockReading {
    at: Timestamp,
    clock: Timestamp,
}

/// The fleet, the machine and the admin who reads.
struct Year {
    store: Store,
    run: Uuid,
    now: Timestamp,
    skew: SignedDuration,
    zone: TimeZone,
    lead: LeadTimes,
    fleet: Vec<(Workspace, Snapshot)>,
    /// When nothing could be told, or not at the right time: sleep, the application not running, a clock that was wrong.
    away: Vec<(Timestamp, Timestamp)>,
    /// Each turn that was taken.
    turns: Vec<ClockReading>,
    /// Each license, and from when until when it was in force.
    terms: Vec<(WorkspaceId, License, Timestamp, Timestamp)>,
    kill: Option<Trouble>,
    /// How often each was shown.
    shown: HashMap<ReminderId, usize>,
    /// When each deadline was told at which threshold.
    told: HashMap<(WorkspaceId, Deadline, i64), Vec<ClockReading>>,
    /// When something about a workspace was shown.
    heard: HashMap<WorkspaceId, Vec<ClockReading>>,
    /// What was shown, and not marked because of a kill.
    unmarked: HashSet<ReminderId>,
    tally: Tally,
}

impl Year {
    fn new(plot: &Plot) -> Self {
        let store = Store::in_memory().unwrap();
        let fleet = plot.licenses.iter().enumerate().map(|(number, (end, modules_stop, renews))| {
            let address = Address::parse(&format!("https://w{number}.example"), InsecureHttp::Refused).unwrap();
            let workspace = Workspace {
                id: WorkspaceId::random(),
                name: Label::new(&format!("W{number}")),
                address,
                user_id: UserId::new("me"),
                account: None,
                plain: InsecureHttp::Refused,
                route: Route::System,
                ca_pem: None,
                credential: Credential::PersonalAccessToken,
            };
            store.add_workspace(&workspace).unwrap();
            (workspace, snapshot(license(start() + minutes(*end), *modules_stop, *renews), start()))
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
            away: Vec::new(),
            turns: Vec::new(),
            terms: Vec::new(),
            kill: None,
            shown: HashMap::new(),
            told: HashMap::new(),
            heard: HashMap::new(),
            unmarked: HashSet::new(),
            tally: Tally::default(),
        }
    }

    /// What the computer's clock shows.
    fn clock(&self) -> Timestamp {
        self.now + self.skew
    }

    fn read_clock(&self) -> ClockReading {
        ClockReading { at: self.now, clock: self.clock() }
    }

    /// One turn of the engine: what is due is recorded, handed out, shown and marked.
    fn turn(&mut self) {
        let clock = self.clock();
        self.turns.push(self.read_clock());
        for (workspace, snapshot) in &self.fleet {
            record_due_deadlines(&self.store, workspace, snapshot, &self.lead, clock).unwrap();
        }
        let taken = self.store.take_reminders(self.run, Urgency::Low, clock).unwrap();
        let reminders = taken.into_iter().map(|taken| (taken.id, taken.reminder)).collect();
        let reader = Audience { now: clock, zone: &self.zone, words: Language::English.words() };
        let notices = Notification::of(reminders, Grouping::Separate, &reader);
        match self.kill.take_if(|_| !notices.is_empty()) {
            None => notices.iter().for_each(|notice| self.show(notice, true)),
            Some(Trouble::KillUnmarked) => {
                notices.iter().for_each(|notice| self.show(notice, false));
                self.unmarked.extend(notices.iter().flat_map(|notice| &notice.ids));
                self.restart();
            }
            Some(_) => self.restart(),
        }
    }

    fn restart(&mut self) {
        self.run = Uuid::new_v4();
        self.turn();
    }

    fn show(&mut self, notice: &Notification, mark: bool) {
        self.tally.shown += 1;
        for id in &notice.ids {
            *self.shown.entry(*id).or_default() += 1;
        }
        let reminders: Vec<Reminder> = match &notice.content {
            Content::Workspace { nearest, also } => [std::slice::from_ref(nearest), also].concat(),
            Content::Digest(reminders) => reminders.clone(),
        };
        let reading = self.read_clock();
        for reminder in reminders {
            self.heard.entry(reminder.workspace).or_default().push(reading);
            let due = reminder.cause.deadline().unwrap().clone();
            let key = (reminder.workspace, due.deadline, due.threshold);
            self.told.entry(key).or_default().push(reading);
        }
        if mark {
            self.store.confirm_shown(self.run, &notice.ids, self.clock()).unwrap();
        }
    }

    /// Runs until then, awake: sleeping from turn to turn as the engine does.
    fn live_until(&mut self, end: Timestamp) {
        loop {
            self.turn();
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

    /// Time goes on, and nothing runs.
    fn away(&mut self, for_minutes: i64) {
        let from = self.now;
        self.now += minutes(for_minutes) + WAKE;
        self.away.push((from, self.now));
    }

    fn suffer(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Sleep(length) => self.away(length),
            Trouble::Restart(length) => {
                self.away(length);
                self.run = Uuid::new_v4();
            }
            Trouble::KillUnshown | Trouble::KillUnmarked => self.kill = Some(trouble),
            Trouble::Ahead(by) | Trouble::Behind(by) => {
                self.skew = if matches!(trouble, Trouble::Ahead(_)) { minutes(by) } else { -minutes(by) };
                let from = self.now;
                self.live_until(self.now + WRONG);
                self.skew = SignedDuration::ZERO;
                self.away.push((from, self.now));
                // Whoever sleeps by the wall clock wakes when it is set.
                self.turn();
            }
            Trouble::Renew(number) => {
                let now = self.clock();
                if let Some((workspace, known)) = self.fleet.get_mut(number) {
                    let Some(Entitlement::Licensed { licenses }) = &known.answer else { return };
                    self.terms.push((workspace.id, licenses[0].clone(), known.fetched_at.unwrap(), now));
                    let end = licenses[0].expires_at().unwrap().max(now) + DAY * 365;
                    let renews = licenses[0].renewal == Renewal::Automatic;
                    *known = snapshot(license(end, 0, renews), now);
                }
            }
            Trouble::Travel(zone) => self.zone = TimeZone::get(ZONES[zone]).unwrap(),
        }
    }
}

impl Year {
    /// Lives through it.
    fn live(plot: &Plot) -> Tally {
        let mut year = Self::new(plot);
        for (at, trouble) in &plot.troubles {
            let at = start() + minutes(*at);
            if at > year.now {
                year.live_until(at);
            }
            year.suffer(*trouble);
        }
        let end = year.now.max(start() + DAY * 365);
        year.live_until(end);
        let still = year.fleet.iter().map(|(workspace, known)| {
            let Some(Entitlement::Licensed { licenses }) = &known.answer else { panic!("each has one") };
            (workspace.id, licenses[0].clone(), known.fetched_at.unwrap(), end)
        });
        year.terms.extend(still.collect::<Vec<_>>());
        year.judge();
        year.tally
    }

    /// Until when something that comes due at an instant has to be told: when the machine can.
    fn latest(&self, due: Timestamp) -> Timestamp {
        let mut latest = due;
        // Absences in their order: one may begin before the other has been made up for.
        for (from, to) in &self.away {
            if *from <= latest && latest < *to {
                latest = *to;
            }
        }
        latest
    }

    /// Whether the clock was seen in between to show so much less that the first can only have been told too early.
    fn was_set_back(&self, first: ClockReading, second: ClockReading) -> bool {
        let begin = self.turns.partition_point(|turn| turn.at < first.at);
        let mut between = self.turns[begin..].iter().take_while(|turn| turn.at <= second.at);
        between.any(|turn| turn.clock < first.clock - minutes(SET_BACK))
    }

    fn judge(&mut self) {
        for (id, times) in &self.shown {
            match times {
                1 => {}
                2 if self.unmarked.contains(id) => self.tally.again += 1,
                more => self.tally.repeated.push(format!("{id:?} was shown {more} times")),
            }
        }
        for ((_, deadline, threshold), times) in &self.told {
            for pair in times.windows(2) {
                let (first, second) = (pair[0], pair[1]);
                if first.at != second.at && !self.was_set_back(first, second) {
                    self.tally
                        .repeated
                        .push(format!("{:?} at {threshold}: told at {} and {}", deadline.kind, first.at, second.at));
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
                    // As told counts what was told by a clock that was as far ahead when it was set right.
                    let early = due - minutes(SET_BACK) - WRONG;
                    let in_time = |told: &ClockReading| early <= told.at && told.at <= latest;
                    let told_itself = self.told.iter().any(|((workspace, told, threshold), times)| {
                        workspace == id && told == deadline && *threshold <= days && times.iter().any(in_time)
                    });
                    // Several of a workspace that come due together, as its clock has it, are one notice, about the tightest.
                    let heard = || {
                        let times = self.heard.get(id);
                        times.is_some_and(|times| times.iter().any(|told| due <= told.clock && in_time(told)))
                    };
                    if !told_itself && !heard() {
                        self.tally.missed.push(format!("{:?} at {days}: due at {due}, by {latest}", deadline.kind));
                    }
                }
            }
        }
    }
}

#[test]
fn a_year_of_fifty_workspaces() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let plot = plot(50, 300).new_tree(&mut runner).unwrap().current();
    let tally = Year::live(&plot);
    // Written past the test harness, which keeps to itself what a test that passes prints.
    writeln!(
        std::io::stdout(),
        "a year of 50 workspaces: {} thresholds passed, {} notices shown, {} of them once more after a kill, repeated {}, missed {}",
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
    fn any_year_is_told_in_time_and_once(plot in plot(5, 40)) {
        let tally = Year::live(&plot);
        prop_assert_eq!(tally.repeated, Vec::<String>::new());
        prop_assert_eq!(tally.missed, Vec::<String>::new());
    }
}
