//! What a server reports beside its license, and what decides with it what stops.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};
use ts_rs::TS;

use crate::{
    behavior::Behavior,
    deadline::{Deadline, DeadlineKind},
    entitlement::License,
    limit::LimitKind,
    module::ModuleId,
    text::Label,
};

/// What a server reports beside its license. What it does not report, or what the account may not see, is unknown, and
/// nothing follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerFacts {
    /// Major and minor number of the server's version; `None` if it is unknown.
    pub server_line: Option<(u32, u32)>,
    /// The license key that is set on the server.
    pub stored_key: StoredKey,
    /// Whether the server says that it honors a license; `None` before 7.x, which does not say.
    pub has_valid_license: Option<bool>,
    /// Why the server does not honor the key that is set.
    pub refusals: Vec<Refusal>,
    /// The deadlines of the workspace itself, which hold with and without a license, soonest first.
    pub deadlines: Vec<Deadline>,
    /// Whether the vendor's list of supported versions names the server's version.
    pub version: VersionListing,
    /// Whether the workspace is registered with the vendor's cloud, from which renewals arrive.
    pub registration: Registration,
    /// What the server calls itself.
    pub identity: ServerIdentity,
    /// How many are connected at once; `None` if there is no cap, or if it is unknown.
    pub presence: Option<Presence>,
    /// Whether the server has turned off the display of who is online.
    pub is_presence_off: Option<bool>,
    /// Whether the server runs in FIPS mode, in which it does not start without the module `fips`.
    pub fips: Option<bool>,
    /// The vendor's announcements, as text.
    pub announcements: Vec<Label>,
}

/// The license key that is set on a server. The key itself is a secret and not part of this.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum StoredKey {
    /// The account may not see it, or it was not looked at because a license is honored.
    #[default]
    Unknown,
    /// None is set.
    NotSet,
    /// One is set.
    Set {
        /// The license in it; `None` if the key cannot be decoded.
        license: Option<Box<License>>,
    },
}

/// Why a server does not honor a license key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Refusal {
    /// What does not fit.
    pub reason: RefusalReason,
    /// What the server does about it.
    pub behavior: Behavior,
    /// The modules concerned; empty unless it is about certain modules.
    #[ts(as = "Vec<String>")]
    pub modules: Vec<ModuleId>,
    /// The limit, if it is about one.
    pub limit: Option<LimitKind>,
}

/// What does not fit about a license key.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RefusalReason {
    /// The license is issued for another address.
    Address,
    /// It has ended.
    Ended,
    /// It has not begun.
    NotBegun,
    /// It has ended or has not begun: the server does not say which.
    Period,
    /// More is in use than it allows.
    Limit,
    /// A reason that this version does not know.
    Other,
}

/// Whether the vendor's list of supported versions names a server's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionListing {
    /// The server passes no list on.
    #[default]
    Unknown,
    /// The list names it.
    Listed,
    /// The list does not name it: the vendor no longer supports it, or does not know it yet.
    NotListed,
}

/// Whether a workspace is registered with the vendor's cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// The account has no permission `manage-cloud`, or the server did not answer.
    #[default]
    Unknown,
    /// It is.
    Registered,
    /// It is not: no renewal arrives, and no usage report leaves.
    NotRegistered,
}

/// What a server calls itself: a license is issued for an address and a workspace id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerIdentity {
    /// The address as the server knows it, without a scheme: `chat.example/team`.
    pub address: Option<Label>,
    /// The SHA-256 of that address, in hexadecimal; from 8.6 on.
    pub address_hash: Option<Label>,
    /// The id of the workspace in the vendor's cloud.
    pub workspace_id: Option<Label>,
}

/// How many connections a server has, of how many that show whether users are online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Presence {
    /// Connections at the time of the reading.
    pub current: u32,
    /// From this many on, the server no longer shows whether users are online.
    pub max: u32,
}

impl ServerFacts {
    /// The facts of a server of which nothing is known.
    pub fn unknown() -> &'static Self {
        static UNKNOWN: LazyLock<ServerFacts> = LazyLock::new(ServerFacts::default);
        &UNKNOWN
    }

    /// Sets a deadline of the workspace, replacing any of the same kind; `None` removes it.
    pub fn set_deadline(&mut self, kind: DeadlineKind, at: Option<Timestamp>) {
        self.deadlines.retain(|deadline| deadline.kind != kind);
        self.deadlines.extend(at.map(|at| Deadline::new(at, kind)));
        self.deadlines.sort();
    }

    /// When the deadline of a kind is.
    pub fn deadline(&self, kind: DeadlineKind) -> Option<Timestamp> {
        self.deadlines.iter().find(|deadline| deadline.kind == kind).map(|deadline| deadline.at)
    }

    /// The license in the key that is set.
    pub fn key_license(&self) -> Option<&License> {
        match &self.stored_key {
            StoredKey::Set { license } => license.as_deref(),
            StoredKey::Unknown | StoredKey::NotSet => None,
        }
    }
}

/// When a workspace becomes read-only, given that a server counts so many days at a given now, and when it was expected
/// before.
///
/// The server counts whole days and rounds up, so that it is up to a day less. An expectation that agrees with the count is
/// kept: otherwise, each reading would move the deadline, and reminders of it would repeat. With no days left, the
/// workspace is read-only already.
pub fn read_only_at(days: u32, now: Timestamp, expected: Option<Timestamp>) -> Timestamp {
    let after = |days: u32| now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
    let agrees = |at: &Timestamp| match days {
        0 => *at <= now,
        _ => *at > after(days - 1) && *at <= after(days),
    };
    expected.filter(agrees).unwrap_or_else(|| after(days))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_expected_instant_is_kept_while_the_count_agrees_with_it() {
        let at = |hours: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        let first = read_only_at(4, at(0), None);
        assert_eq!(first, at(96));
        assert_eq!(read_only_at(4, at(6), Some(first)), first);
        assert_eq!(read_only_at(3, at(20), Some(first)), at(92), "the count fell earlier than expected");
        assert_eq!(read_only_at(10, at(30), Some(first)), at(30 + 240), "a usage report was sent");
        assert_eq!(read_only_at(0, at(50), Some(first)), at(50), "read-only now");
        assert_eq!(read_only_at(0, at(60), Some(at(50))), at(50), "since then");
    }

    proptest! {
        #[test]
        fn a_deadline_moves_only_when_the_count_contradicts_it(last_report in 0_i64..86_400, readings in prop::collection::vec(1_i64..90_000, 1..40)) {
            let mut now = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(last_report);
            let read_only = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(last_report) + SignedDuration::from_hours(240);
            let mut expected: Option<Timestamp> = None;
            for step in readings {
                now += SignedDuration::from_secs(step);
                let left = read_only.duration_since(now).as_secs();
                let days = u32::try_from((left.max(0) + 86_399) / 86_400).unwrap();
                let at = read_only_at(days, now, expected);
                if days > 0 {
                    prop_assert!(at >= read_only && at.duration_since(read_only) <= SignedDuration::from_hours(24));
                    prop_assert!(expected.is_none_or(|before| at <= before), "it never moves away");
                }
                expected = Some(at);
            }
        }
    }
}
