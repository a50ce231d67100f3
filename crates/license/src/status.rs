//! What a license means at a given now.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    entitlement::{Entitlement, License, Renewal},
    limit::{Fill, Limit, LimitKind},
};

/// Where a workspace stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has a license in force, and nothing stops soon.
    Valid,
    /// It has a license in force, and something stops soon.
    Expiring,
    /// The server still names its license, whose end has come.
    Expired,
    /// The server has forgotten its license, whose end has come: only we remember it.
    Lapsed,
    /// Its license is not honored though its end has not come: withdrawn, or not begun.
    Invalid,
    /// It has no license, and had none that we know of.
    Community,
    /// The account may not see the license.
    NotPermitted,
    /// Nothing could be read yet, or the license does not say when it ends.
    Unknown,
}

impl Status {
    /// The status's stable name, as in the public JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Lapsed => "lapsed",
            Self::Invalid => "invalid",
            Self::Community => "community",
            Self::NotPermitted => "not_permitted",
            Self::Unknown => "unknown",
        }
    }
}

/// How long before a deadline it is called soon, and critical.
///
/// A license that renews itself is one step softer: its date is a renewal, so it is not called soon at all before it is
/// critical, when a renewal that fails can still be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Soon: within this time.
    pub soon: SignedDuration,
    /// Critical: within this time.
    pub critical: SignedDuration,
}

impl Default for Thresholds {
    /// 30 days and 7 days.
    fn default() -> Self {
        Self { soon: SignedDuration::from_hours(30 * 24), critical: SignedDuration::from_hours(7 * 24) }
    }
}

/// How near something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Not within any threshold.
    Far,
    /// Within the outer one.
    Soon,
    /// Within the inner one.
    Critical,
}

impl Thresholds {
    /// How near the next stop of a license is; far when nothing stops.
    pub fn nearness(&self, license: &License, now: Timestamp) -> Nearness {
        let Some(next) = license.next_deadline(now) else { return Nearness::Far };
        let left = next.at.duration_since(now);
        match license.renewal {
            _ if left <= self.critical => match license.renewal {
                Renewal::Manual => Nearness::Critical,
                Renewal::Automatic => Nearness::Soon,
            },
            Renewal::Manual if left <= self.soon => Nearness::Soon,
            Renewal::Manual | Renewal::Automatic => Nearness::Far,
        }
    }
}

/// What is known of a workspace: its last answer, and the licenses that it named last, which an answer without a
/// license does not take away.
#[derive(Debug, Clone, Copy)]
pub struct Last<'a> {
    /// The last answer; nothing before the first.
    pub answer: Option<&'a Entitlement>,
    /// The licenses that it named last.
    pub named: &'a [License],
}

impl<'a> Last<'a> {
    /// The licenses to show: those of the last answer, or those named last when the server has dropped them.
    pub fn licenses(&self) -> &'a [License] {
        match self.answer {
            Some(Entitlement::Licensed { licenses }) => licenses,
            Some(Entitlement::Unlicensed { .. }) => self.named,
            Some(Entitlement::NotPermitted) | None => &[],
        }
    }

    /// The status at a given now.
    ///
    /// Where there are several licenses, those in force decide, the nearest deadline of them first: a license that has
    /// been replaced does not spoil the one that replaced it.
    pub fn status(&self, thresholds: &Thresholds, now: Timestamp) -> Status {
        match self.answer {
            None => Status::Unknown,
            Some(Entitlement::NotPermitted) => Status::NotPermitted,
            Some(Entitlement::Unlicensed { .. }) if self.named.is_empty() => Status::Community,
            Some(Entitlement::Unlicensed { .. }) => match self.named.iter().any(|l| l.is_in_force(now)) {
                true => Status::Invalid,
                false => Status::Lapsed,
            },
            Some(Entitlement::Licensed { licenses }) => {
                let in_force = || licenses.iter().filter(|l| l.is_in_force(now));
                match in_force().map(|l| thresholds.nearness(l, now)).max() {
                    Some(Nearness::Soon | Nearness::Critical) => Status::Expiring,
                    Some(Nearness::Far) if in_force().all(License::end_is_unreadable) => Status::Unknown,
                    Some(Nearness::Far) => Status::Valid,
                    None if licenses.iter().all(|l| !l.has_begun(now)) => Status::Invalid,
                    None => Status::Expired,
                }
            }
        }
    }

    /// When the license that the server has dropped came to its end; nothing in every other state.
    pub fn lapsed_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self.answer {
            Some(Entitlement::Unlicensed { .. }) => {
                self.named.iter().filter_map(License::expires_at).filter(|end| *end <= now).max()
            }
            Some(Entitlement::Licensed { .. } | Entitlement::NotPermitted) | None => None,
        }
    }

    /// The limits that the workspace lives under.
    pub fn limits(&self) -> impl Iterator<Item = &'a Limit> + use<'a> {
        let of_edition: &[Limit] = match self.answer {
            Some(Entitlement::Unlicensed { limits }) => limits,
            Some(Entitlement::Licensed { .. } | Entitlement::NotPermitted) | None => &[],
        };
        let of_licenses: &[License] = self.answer.map_or(&[], Entitlement::licenses);
        of_licenses.iter().flat_map(|l| &l.limits).chain(of_edition)
    }

    /// How much attention the workspace needs at a given now, apart from whether it can be reached.
    pub fn attention(&self, thresholds: &Thresholds, now: Timestamp) -> Attention {
        let by_status = match self.status(thresholds, now) {
            Status::Valid | Status::Community => Attention::Calm,
            Status::Expiring => match self.licenses().iter().map(|l| thresholds.nearness(l, now)).max() {
                Some(Nearness::Critical) => Attention::Critical,
                Some(Nearness::Soon | Nearness::Far) | None => Attention::Soon,
            },
            Status::Expired | Status::Lapsed | Status::Invalid => Attention::Ended,
            Status::NotPermitted | Status::Unknown => Attention::Problem,
        };
        let by_limits = self.limits().map(|limit| match (limit.fill(), limit.kind) {
            (Fill::Full, LimitKind::ActiveUsers) => Attention::Critical,
            (Fill::Full | Fill::NearlyFull, _) => Attention::Soon,
            (Fill::High | Fill::Ample, _) => Attention::Calm,
        });
        by_limits.chain([by_status]).max().unwrap_or(by_status)
    }
}

/// How much a workspace needs somebody, least first: what the tray icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// Nothing is due.
    Calm,
    /// Something stops within weeks, or a limit is nearly reached.
    Soon,
    /// It cannot be told: the server does not answer, or the account may not see.
    Problem,
    /// Something stops within days, or the seats have run out.
    Critical,
    /// The license has ended.
    Ended,
}

impl Attention {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Soon => "soon",
            Self::Problem => "problem",
            Self::Critical => "critical",
            Self::Ended => "ended",
        }
    }
}
