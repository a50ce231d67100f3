//! Which reading becomes the answer of a workspace, and which change is reported, when a server does not always answer
//! the same.
//!
//! Behind one address there may be several nodes. One of them may still have the license from before a renewal, or may
//! have just started and know no license yet. If each reading that differs were taken over and reported, every reading
//! would be a notification. Three rules prevent that:
//!
//! 1. **A loss is confirmed before it is believed.** A reading that is worse in anything than the confirmed answer is held.
//!    A second reading follows after [`FOLLOW_UP`], on a connection of its own. If it says the same, it becomes the answer;
//!    if it says what was confirmed before, the held one is dropped. What is not worse becomes the answer at once. That
//!    the server drops a license which has ended by its own date is no loss.
//! 2. **A change is reported once.** What is reported is the difference between the answer and the one that was reported
//!    last, so a change that was taken back in between is none. The first change of a disagreement is reported when it
//!    becomes the answer. A further one to an answer that was not seen before needs [`READINGS_OF_A_FURTHER_CHANGE`]
//!    readings that agree. Once an earlier answer has come back, the server contradicts itself: then nothing more is
//!    reported until its answers are settled. The window shows the confirmed answer in the meantime, with a note.
//! 3. **Answers are settled** when all readings of [`SETTLED_AFTER`] agree, and at least four of them. Each time that the
//!    answer changed before, two more are needed, so that nodes which disagree for weeks seem settled at most once.
//!    Then the disagreement is over and forgotten.
//!
//! Readings that confirm are bounded: at most [`MAX_FOLLOW_UPS`] follow a regular one. Everything here is stored, so a
//! restart between two readings changes nothing.

use jiff::{SignedDuration, Timestamp};
use license::{Change, Entitlement, Terms};
use rocketchat::{Reading, ServerVersion};
use serde::{Deserialize, Serialize};

/// How soon an unconfirmed answer is read again.
pub const FOLLOW_UP: SignedDuration = SignedDuration::from_secs(60);

/// How many readings follow a regular one at most.
pub const MAX_FOLLOW_UPS: u32 = 3;

/// For how long all readings have to agree before they are settled.
pub const SETTLED_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// How many readings in a row have to agree before a loss is believed.
const READINGS_OF_A_LOSS: u32 = 2;

/// How many readings in a row have to agree before a second change within one disagreement is reported.
pub const READINGS_OF_A_FURTHER_CHANGE: u32 = 4;

/// How many readings in a row settle a disagreement: at least, and at most.
const SETTLED_READINGS: (u32, u32) = (4, 28);

/// From how many changes of the answer on a server is said to disagree. One node that restarts makes two.
const DISAGREES_FROM: u32 = 3;

/// After a gap this long between two readings, nothing is known about a disagreement from before.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(72);

/// A reading after a gap this long is a regular one, and may have follow-ups of its own.
const REGULAR_AFTER: SignedDuration = SignedDuration::from_mins(30);

/// The most different answers that are remembered.
const MAX_SEEN: usize = 16;

/// What a server says, as far as a difference is a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    terms: Terms,
    /// `None` if a proxy hides it, which is no difference.
    version: Option<ServerVersion>,
}

impl Statement {
    /// What an answer says.
    pub fn new(answer: &Entitlement, version: Option<&ServerVersion>) -> Self {
        Self { terms: Terms::of(answer), version: version.cloned() }
    }

    /// What changed from this to another.
    pub fn changes_to(&self, new: &Self) -> Vec<Change> {
        let mut changes = self.terms.changes_to(&new.terms);
        if let (Some(before), Some(after)) = (&self.version, &new.version)
            && before != after
        {
            let (before, after) = (before.label().clone(), after.label().clone());
            changes.push(Change::ServerVersionChanged { before, after });
        }
        changes
    }

    fn agrees_with(&self, other: &Self) -> bool {
        let is_same_version = self.version.is_none() || other.version.is_none() || self.version == other.version;
        self.terms == other.terms && is_same_version
    }

    fn is_worsened_by(&self, new: &Self, now: Timestamp) -> bool {
        self.terms.is_worsened_by(&new.terms, now)
    }

    fn is_affected_by(&self, new: &Self, now: Timestamp) -> bool {
        self.terms.is_affected_by(&new.terms, now)
    }
}

/// The answers of a workspace that are not settled. Kept only while they are not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confirmation {
    /// What the user was last told, or could see before.
    reported: Statement,
    /// What the latest reading said.
    latest: Statement,
    /// When the latest reading was.
    latest_at: Timestamp,
    /// Since when every reading has said the same as the latest.
    agree_since: Timestamp,
    /// How many readings in a row have said the same as the latest, including it.
    in_a_row: u32,
    /// Everything that was said in this disagreement.
    seen: Vec<Statement>,
    /// How often a reading said something other than the one before it.
    turns: u32,
    /// Whether something came back that had been said before something else.
    has_come_back: bool,
    /// Whether a change was reported in this disagreement.
    has_reported: bool,
    /// How the latest reading differs from the confirmed answer, if it is held.
    held: Vec<Change>,
    /// Whether the confirmed answer differs from what was reported.
    is_unreported: bool,
    /// How many readings have followed the last regular one, including one that is still to come.
    follow_ups: u32,
    /// Whether another reading should follow soon.
    wants_follow_up: bool,
}

/// What to do with a reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Whether it becomes the answer.
    pub is_confirmed: bool,
    /// The changes to store and to report now.
    pub changes: Vec<Change>,
    /// What is not settled after it; `None` if everything is.
    pub confirmation: Option<Confirmation>,
}

impl Weighed {
    /// Weighs a reading at `at`. `confirmed` is the answer so far; `None` before the first.
    pub fn new(before: Option<Confirmation>, confirmed: Option<&Statement>, reading: &Reading, at: Timestamp) -> Self {
        let said = Statement::new(&reading.entitlement, reading.server_version.as_ref());
        match (before, confirmed) {
            (Some(before), Some(confirmed)) => before.resumed(at).weigh(confirmed, said, at),
            (None, Some(confirmed)) if !said.agrees_with(confirmed) => {
                Confirmation::starting(confirmed.clone(), at).weigh(confirmed, said, at)
            }
            (None, Some(_)) | (_, None) => Self { is_confirmed: true, changes: Vec::new(), confirmation: None },
        }
    }
}

impl Confirmation {
    /// The state in which every reading so far has said the same.
    fn starting(reported: Statement, at: Timestamp) -> Self {
        Self {
            latest: reported.clone(),
            latest_at: at,
            agree_since: at,
            in_a_row: 1,
            seen: vec![reported.clone()],
            reported,
            turns: 0,
            has_come_back: false,
            has_reported: false,
            held: Vec::new(),
            is_unreported: false,
            follow_ups: 0,
            wants_follow_up: false,
        }
    }

    /// The state in which a reading at `at` finds it.
    fn resumed(mut self, at: Timestamp) -> Self {
        let gap = at.duration_since(self.latest_at);
        if gap >= FORGOTTEN_AFTER {
            self.seen = vec![self.latest.clone()];
            self.turns = 0;
            self.has_come_back = false;
            self.has_reported = false;
        }
        // A reading from the future was made while the clock was ahead.
        self.agree_since = self.agree_since.min(at);
        if gap >= REGULAR_AFTER || gap.is_negative() {
            self.follow_ups = 0;
        }
        self
    }

    fn weigh(mut self, confirmed: &Statement, said: Statement, at: Timestamp) -> Weighed {
        self.hear(said, at);
        let is_confirmed = !confirmed.is_worsened_by(&self.latest, at) || self.in_a_row >= READINGS_OF_A_LOSS;
        self.held = if is_confirmed { Vec::new() } else { confirmed.changes_to(&self.latest) };
        let (mut changes, mut awaits_agreement) = (Vec::new(), !is_confirmed);
        if is_confirmed {
            let counts = self.reported.is_affected_by(&self.latest, at);
            if self.is_reportable(counts, at) {
                changes = self.reported.changes_to(&self.latest);
                self.reported = self.latest.clone();
                self.has_reported |= counts;
                self.is_unreported = false;
            } else {
                self.is_unreported = counts;
                awaits_agreement = counts && !self.is_contradicted(counts);
            }
        }
        self.wants_follow_up = awaits_agreement && self.follow_ups < MAX_FOLLOW_UPS;
        self.follow_ups += u32::from(self.wants_follow_up);
        let confirmation = (!self.is_settled(at)).then_some(self);
        Weighed { is_confirmed, changes, confirmation }
    }

    /// Whether the latest reading, which is the answer, is what reminders are based on from now on. `counts` is whether
    /// that makes a difference to anybody.
    fn is_reportable(&self, counts: bool, at: Timestamp) -> bool {
        if self.is_settled(at) {
            return true;
        }
        // What a reading may not show can still be there, so it says nothing against what was reported.
        if !self.reported.terms.is_comparable_to(&self.latest.terms) || self.is_contradicted(counts) {
            return false;
        }
        let needed = if counts && self.has_reported {
            READINGS_OF_A_FURTHER_CHANGE
        } else if self.reported.is_worsened_by(&self.latest, at) {
            READINGS_OF_A_LOSS
        } else {
            1
        };
        self.in_a_row >= needed
    }

    /// Whether a change has to wait until the answers are settled. One that makes no difference to anybody is left to the
    /// history, and can wait.
    fn is_contradicted(&self, counts: bool) -> bool {
        self.has_come_back && (self.has_reported || !counts)
    }

    /// Takes note of what a reading said.
    fn hear(&mut self, said: Statement, at: Timestamp) {
        self.latest_at = at;
        if said.agrees_with(&self.latest) {
            self.in_a_row = self.in_a_row.saturating_add(1);
            return;
        }
        self.turns = self.turns.saturating_add(1);
        (self.in_a_row, self.agree_since) = (1, at);
        if self.seen.iter().any(|seen| said.agrees_with(seen)) {
            self.has_come_back = true;
        } else {
            self.seen.push(said.clone());
            if self.seen.len() > MAX_SEEN {
                self.seen.remove(0);
            }
        }
        self.latest = said;
    }

    fn is_settled(&self, at: Timestamp) -> bool {
        let (least, most) = SETTLED_READINGS;
        let readings = self.turns.saturating_mul(2).clamp(least, most);
        self.in_a_row >= readings && at.duration_since(self.agree_since) >= SETTLED_AFTER
    }

    /// What the user was last told, or could see before.
    pub fn reported(&self) -> &Statement {
        &self.reported
    }

    /// How the latest reading differs from the confirmed answer, if it is worse and not confirmed; empty if it is not.
    pub fn held(&self) -> &[Change] {
        &self.held
    }

    /// Whether the server goes on contradicting itself.
    pub fn is_contradictory(&self) -> bool {
        self.turns >= DISAGREES_FROM || (self.is_unreported && self.has_come_back)
    }

    /// Whether the confirmed answer is one that was not reported. Nothing that follows from it is reported until it is.
    pub fn is_unreported(&self) -> bool {
        self.is_unreported
    }

    /// When the next reading is due to confirm this one; `None` if none should follow.
    pub fn follow_up_at(&self) -> Option<Timestamp> {
        self.wants_follow_up.then(|| self.latest_at.saturating_add(FOLLOW_UP).unwrap_or(Timestamp::MAX))
    }
}

#[cfg(test)]
mod tests {
    use license::{ChangeKind, License, Limit, LimitKind, Max, Visible};
    use proptest::prelude::*;
    use rocketchat::{FactsRead, LicenseEndpoint, RawAnswer};

    use super::*;
    use crate::workspace::snapshot::Snapshot;

    fn start() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    /// One of the nodes: without a license, or with one of this many seats.
    fn node(seats: u64) -> Reading {
        let limits = vec![Limit::new(LimitKind::ActiveUsers, Some(1), Max::AtMost(seats))];
        let entitlement = match seats {
            0 => Entitlement::Unlicensed { limits },
            _ => Entitlement::Licensed { licenses: vec![License { limits, ..License::bare("Pro") }] },
        };
        Reading {
            entitlement,
            server_version: Some(ServerVersion::new("8.5")),
            support: None,
            endpoint: LicenseEndpoint::Info,
            facts: FactsRead::default(),
            raw: RawAnswer::default(),
        }
    }

    /// A workspace whose readings are weighed as the store does.
    struct Simulation {
        snapshot: Snapshot,
        now: Timestamp,
        /// What was notified, and when.
        notified: Vec<(Timestamp, Vec<Change>)>,
        readings: Vec<(Timestamp, u64)>,
    }

    impl Simulation {
        fn new(first: u64) -> Self {
            let snapshot = Snapshot::default().after(node(first), start());
            Self { snapshot, now: start(), notified: Vec::new(), readings: Vec::new() }
        }

        fn read(&mut self, seats: u64) {
            self.readings.push((self.now, seats));
            self.take(node(seats));
        }

        fn take(&mut self, reading: Reading) {
            let before = self.snapshot.confirmation.take();
            let weighed = Weighed::new(before, self.snapshot.statement().as_ref(), &reading, self.now);
            if weighed.is_confirmed {
                self.snapshot = self.snapshot.after(reading, self.now);
            }
            self.snapshot.confirmation = weighed.confirmation;
            if !weighed.changes.is_empty() {
                self.notified.push((self.now, weighed.changes));
            }
        }

        /// Reads at the normal interval and as often as an answer has to be confirmed. `node` picks the node of each reading.
        fn run(&mut self, regular: usize, interval: SignedDuration, mut node: impl FnMut() -> u64) {
            for _ in 0..regular {
                let due = self.now + interval;
                self.now = due;
                self.read(node());
                while let Some(at) = self.snapshot.confirmation.as_ref().and_then(Confirmation::follow_up_at) {
                    self.now = at;
                    self.read(node());
                }
            }
        }

        fn seats(&self) -> u64 {
            let max = self.snapshot.observation().limits(self.now)[0].max.number().unwrap();
            if matches!(self.snapshot.answer, Some(Entitlement::Unlicensed { .. })) { 0 } else { max }
        }

        /// How often at least this many readings in a row reached the same node.
        fn runs_of(&self, length: usize) -> usize {
            self.readings.chunk_by(|(_, one), (_, next)| one == next).filter(|run| run.len() >= length).count()
        }

        fn most_readings_an_hour(&self) -> usize {
            let hour = |(from, _): &(Timestamp, u64)| {
                let within = |at: Timestamp| (0..3600).contains(&at.duration_since(*from).as_secs());
                self.readings.iter().filter(|(at, _)| within(*at)).count()
            };
            self.readings.iter().map(hour).max().unwrap_or(0)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_settled_change_is_reported_once_whatever_the_nodes_said_in_between(
            interval in 1_i64..25,
            // Of a disagreement: the nodes in their order, and the one on which they settle. A node has 0 to 3 seats.
            disagreements in prop::collection::vec((prop::collection::vec(0_u64..4, 0..12), 0_u64..4), 1..4),
        ) {
            let mut nodes = Simulation::new(2);
            let interval = SignedDuration::from_hours(interval);
            for (order, settled) in disagreements {
                let (known, before) = (nodes.seats(), nodes.notified.len());
                let mut order = order.into_iter();
                nodes.run(12, interval, || order.next().unwrap_or(settled));
                nodes.run(40, interval, || settled);
                prop_assert_eq!(nodes.seats(), settled);
                prop_assert_eq!(&nodes.snapshot.confirmation, &None);
                let reported = nodes.notified.len() - before;
                prop_assert!(known == settled || reported >= 1, "the change is lost");
                prop_assert!(known != settled || reported != 1, "what was taken back was not reported");
            }
            // The first change of each disagreement, and each that four readings in a row agreed on.
            let most = 2 * nodes.runs_of(4) + 1;
            prop_assert!(nodes.notified.len() <= most, "{:?}", nodes.notified);
            prop_assert!(nodes.most_readings_an_hour() <= 2 * (1 + MAX_FOLLOW_UPS as usize));
        }

        #[test]
        fn nodes_that_take_turns_are_one_notification(
            // How many readings in a row reach one node before they reach another. Five would settle it.
            turns in prop::collection::vec((1_usize..5, 1_u64..4), 1..40),
            (first, nodes) in (0_u64..3, 2_u64..4),
        ) {
            let mut simulation = Simulation::new(first);
            let (mut node, mut contradicted) = (first, false);
            for (readings, step) in turns {
                node = if nodes == 2 { first + 1 - (node - first) } else { (node + 1 + step % 2) % 3 };
                // Three nodes are known to disagree once one has come back; before, four readings are enough.
                let readings = if nodes == 3 && !contradicted { 1 } else { readings };
                contradicted |= node == first;
                for _ in 0..readings {
                    simulation.now += SignedDuration::from_hours(7);
                    simulation.read(node);
                }
            }
            prop_assert!(simulation.notified.len() <= 1, "{:?}", simulation.notified);
        }

        #[test]
        fn real_loss_is_reported_within_about_a_minute(before in 0_usize..5, seats in 0_u64..2) {
            let mut nodes = Simulation::new(2);
            // One glitch some readings ago does not delay it.
            for node in [0, 2].into_iter().chain(std::iter::repeat_n(2, before)) {
                nodes.now += SignedDuration::from_hours(6);
                nodes.read(node);
            }
            let lost_at = nodes.now + SignedDuration::from_hours(6);
            nodes.run(4, SignedDuration::from_hours(6), || seats);
            prop_assert_eq!(nodes.notified.len(), 1);
            prop_assert_eq!(nodes.notified[0].0, lost_at + FOLLOW_UP);
        }
    }

    #[test]
    fn account_that_may_not_see_the_license_for_a_while_loses_no_change() {
        let mut nodes = Simulation::new(2);
        let hidden = Reading { entitlement: Entitlement::NotPermitted(Visible::default()), ..node(0) };
        nodes.take(hidden);
        assert!(nodes.notified.is_empty() && nodes.snapshot.failure().is_some());
        nodes.run(1, SignedDuration::from_hours(6), || 0);
        let kinds: Vec<_> = nodes.notified.iter().flat_map(|(_, changes)| changes).map(Change::kind).collect();
        assert_eq!(kinds, [ChangeKind::LicenseLost]);
    }

    #[test]
    fn what_is_kept_across_a_restart_is_all_of_it() {
        let mut nodes = Simulation::new(2);
        nodes.now += SignedDuration::from_hours(6);
        nodes.read(0);
        let stored = serde_json::to_string(&nodes.snapshot.confirmation).unwrap();
        let confirmation: Option<Confirmation> = serde_json::from_str(&stored).unwrap();
        assert_eq!(confirmation, nodes.snapshot.confirmation);
        assert_eq!(
            confirmation.unwrap().held().iter().map(Change::kind).collect::<Vec<_>>(),
            [ChangeKind::LicenseLost]
        );
    }
}
