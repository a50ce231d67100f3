//! Why a workspace needs an admin: the single reasons, from which its [`Attention`] follows.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    attention::Attention, deadline::Deadline, entitlement::License, finding::Finding, limit::LimitKind,
    nearness::Nearness, observation::Observation, status::Status,
};

/// One reason why a workspace needs an admin. A notice that nobody has to act on is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// What it is about.
    pub subject: Subject,
    /// How urgent it is; never [`Attention::Calm`].
    pub attention: Attention,
}

/// Which reason an admin should read first. It differs from [`Attention`] in that what stops within weeks comes before what
/// is merely unknown: a date that nears must not hide behind a token that the server refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precedence {
    /// The workspace is read-only.
    ReadOnly,
    /// The license has ended or is not honored.
    Ended,
    /// Something stops within days, has stopped, or has run out.
    Critical,
    /// The account may not see the license, or nothing is known of it.
    Unseen,
    /// Something stops within weeks.
    StopsSoon,
    /// Something is not known.
    Problem,
    /// Something will run out, or is wrong without a date.
    Soon,
}

/// What a [`Concern`] is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "of", rename_all = "snake_case")]
pub enum Subject {
    /// The status itself: the license has ended, is not honored, or is not known.
    Status(Status),
    /// The license states an end that cannot be read.
    EndUnreadable,
    /// Something stops soon.
    Stop(Deadline),
    /// A finding.
    Finding(Finding),
    /// A limit is nearly or fully used.
    Limit(LimitKind),
}

impl Concern {
    /// Whether this concern includes another one, so that the other is no news to a reader who knows this one: it is about
    /// the same and is no more urgent.
    pub fn covers(&self, other: &Self) -> bool {
        self.attention >= other.attention && self.subject.covers(&other.subject)
    }

    /// Where it belongs among the reasons of a workspace.
    pub fn precedence(&self) -> Precedence {
        match (self.attention, &self.subject) {
            (_, Subject::Finding(Finding::ReadOnly { .. })) => Precedence::ReadOnly,
            (Attention::Ended, _) => Precedence::Ended,
            (Attention::Critical, _) => Precedence::Critical,
            (Attention::Problem, Subject::Status(_)) => Precedence::Unseen,
            (Attention::Problem, _) => Precedence::Problem,
            (Attention::Soon | Attention::Calm, Subject::Stop(_)) => Precedence::StopsSoon,
            (Attention::Soon | Attention::Calm, _) => Precedence::Soon,
        }
    }
}

impl Subject {
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            // That the server drops a license that has ended is no news.
            (Self::Status(Status::Expired | Status::Lapsed), Self::Status(Status::Expired | Status::Lapsed)) => true,
            (Self::Status(one), Self::Status(two)) => one == two,
            (Self::EndUnreadable, Self::EndUnreadable) => true,
            (Self::Stop(one), Self::Stop(two)) => one.is_same(two),
            (Self::Finding(one), Self::Finding(two)) => one.covers(two),
            (Self::Limit(one), Self::Limit(two)) => one == two,
            (Self::Status(_) | Self::EndUnreadable | Self::Stop(_) | Self::Finding(_) | Self::Limit(_), _) => false,
        }
    }
}

/// For how long after its end a license is recent news. See [`Observation::has_ended_long_ago`].
const RECENT: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Observation<'_> {
    /// Why the workspace needs an admin at a given now, in the order of [`Precedence`]; empty if it does not.
    pub fn concerns(&self, now: Timestamp) -> Vec<Concern> {
        let status = self.status(now);
        let by_status = match status {
            Status::Valid if self.deciding_licenses(now).into_iter().any(License::end_is_unreadable) => {
                (Subject::EndUnreadable, Attention::Problem)
            }
            Status::Valid | Status::Expiring | Status::Community => (Subject::Status(status), Attention::Calm),
            Status::Expired | Status::Lapsed | Status::Invalid => (Subject::Status(status), Attention::Ended),
            Status::NotPermitted | Status::Unknown => (Subject::Status(status), Attention::Problem),
        };
        let by_stops = self.stops(now).into_iter().map(|stop| {
            let attention = match stop.nearness(now) {
                Nearness::Critical | Nearness::Passed => Attention::Critical,
                Nearness::Soon => Attention::Soon,
                Nearness::Far => Attention::Calm,
            };
            (Subject::Stop(stop.deadline.clone()), attention)
        });
        let by_findings = self.findings(now).into_iter().map(|finding| {
            let attention = finding.attention();
            (Subject::Finding(finding), attention)
        });
        let by_limits = self.limits(now).into_iter().map(|limit| (Subject::Limit(limit.kind), limit.attention()));
        let all = [by_status].into_iter().chain(by_stops).chain(by_findings).chain(by_limits);
        let mut concerns: Vec<_> = all
            .filter(|(_, attention)| *attention > Attention::Calm)
            .map(|(subject, attention)| Concern { subject, attention })
            .collect();
        concerns.sort_by_key(Concern::precedence);
        concerns
    }

    /// How urgently the workspace needs an admin at a given now, apart from whether it can be reached.
    pub fn attention(&self, now: Timestamp) -> Attention {
        self.concerns(now).iter().map(|concern| concern.attention).max().unwrap_or(Attention::Calm)
    }

    /// Whether nothing has been in force for more than 30 days at a given now. Whatever is still ahead elsewhere is more
    /// urgent then.
    pub fn has_ended_long_ago(&self, now: Timestamp) -> bool {
        let end = self.end_of_ended(now).and_then(|end| end.checked_add(RECENT).ok());
        end.is_some_and(|end| end <= now)
    }

    /// When [`has_ended_long_ago`](Self::has_ended_long_ago) begins to be true, after a given now.
    pub(crate) fn next_long_ago_at(&self, now: Timestamp) -> Option<Timestamp> {
        let end = self.end_of_ended(now).and_then(|end| end.checked_add(RECENT).ok());
        end.filter(|end| *end > now)
    }

    /// When the last license ended, if none is in force and one has ended.
    fn end_of_ended(&self, now: Timestamp) -> Option<Timestamp> {
        match self.status(now) {
            Status::Expired | Status::Lapsed => {
                self.licenses().iter().filter_map(License::expires_at).filter(|end| *end <= now).max()
            }
            Status::Valid
            | Status::Expiring
            | Status::Invalid
            | Status::Community
            | Status::NotPermitted
            | Status::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeadlineKind, ModuleId};

    fn concern(subject: Subject, attention: Attention) -> Concern {
        Concern { subject, attention }
    }

    #[test]
    fn reasons_are_read_in_the_order_in_which_they_matter() {
        let day = |days: i64| Timestamp::from_second(1_800_000_000 + days * 86_400).unwrap();
        let stop = |days| Subject::Stop(Deadline::new(day(days), DeadlineKind::Expiry));
        let ordered = [
            concern(Subject::Finding(Finding::ReadOnly { since: day(0) }), Attention::Ended),
            concern(Subject::Status(Status::Expired), Attention::Ended),
            concern(stop(2), Attention::Critical),
            concern(Subject::Status(Status::NotPermitted), Attention::Problem),
            concern(stop(12), Attention::Soon),
            concern(Subject::EndUnreadable, Attention::Problem),
            concern(Subject::Limit(LimitKind::ActiveUsers), Attention::Soon),
        ];
        assert!(ordered.is_sorted_by(|one, next| one.precedence() < next.precedence()));
    }

    #[test]
    fn a_concern_covers_what_is_no_worse_and_no_other() {
        let end =
            |seconds| Subject::Stop(Deadline::new(Timestamp::from_second(seconds).unwrap(), DeadlineKind::Expiry));
        let stopped = |ids: &[&str]| {
            let modules = ids.iter().map(|id| ModuleId::new(id)).collect();
            concern(Subject::Finding(Finding::ModulesStopped { modules }), Attention::Critical)
        };
        let soon = concern(end(1_800_000_000), Attention::Soon);
        assert!(soon.covers(&soon));
        assert!(!soon.covers(&concern(end(1_800_000_000), Attention::Critical)), "it is nearer");
        assert!(concern(end(1_800_000_000), Attention::Critical).covers(&soon), "it is less near");
        assert!(!soon.covers(&concern(end(1_900_000_000), Attention::Soon)), "another date");
        assert!(!soon.covers(&concern(Subject::Status(Status::Expired), Attention::Soon)), "another subject");
        assert!(stopped(&["auditing", "ldap-enterprise"]).covers(&stopped(&["auditing"])), "one works again");
        assert!(!stopped(&["auditing"]).covers(&stopped(&["auditing", "ldap-enterprise"])), "one more has stopped");
    }
}
