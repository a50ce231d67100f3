//! The most important fact about a workspace's license, typed, so that every interface only puts it into words.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use crate::{
    attention::Attention,
    deadline::StopKind,
    entitlement::{License, Renewal},
    finding::Finding,
    module::ModuleId,
    nearness::Nearness,
    observation::Observation,
    status::Status,
    stop::Stop,
    text::Label,
};

/// The most important fact about a workspace's license at a given now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Headline {
    /// The license ends next.
    Ends {
        /// The plan that ends.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The license renews itself next.
    Renews {
        /// The plan that renews itself.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The trial ends next.
    TrialEnds {
        /// The plan on trial.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Some modules stop next.
    ModulesStop {
        /// The plan that they belong to.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
        /// The modules; empty if the license does not name them.
        #[ts(as = "Vec<String>")]
        modules: Vec<ModuleId>,
    },
    /// The workspace becomes read-only next.
    BecomesReadOnly {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The vendor's support for the server's version ends next.
    SupportEnds {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Something that needs an admin sooner than anything that stops.
    Finding {
        /// What.
        finding: Finding,
    },
    /// A license is in force and nothing of it ever stops.
    NoEnd {
        /// The plan.
        #[ts(as = "String")]
        plan: Label,
    },
    /// A license is in force whose end cannot be read.
    EndUnreadable {
        /// The plan.
        #[ts(as = "String")]
        plan: Label,
    },
    /// The license has ended, and the server still names it.
    Ended {
        /// The plan that ended.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The license should have renewed itself and has not; the server still names it.
    RenewalMissed {
        /// The plan that should have renewed itself.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The trial has ended, and the server still names the license.
    TrialEnded {
        /// The plan that was on trial.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The license has ended, and the server has dropped it.
    Lapsed {
        /// The plan that ended.
        #[ts(as = "String")]
        plan: Label,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The server does not honor a license that has not ended, or a key that cannot be decoded.
    NotHonored {
        /// The plan; empty if it is unknown.
        #[ts(as = "String")]
        plan: Label,
    },
    /// The license has not begun.
    NotBegun {
        /// The plan.
        #[ts(as = "String")]
        plan: Label,
        /// When it begins.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The workspace has no license, and none is known from earlier answers.
    Community,
    /// The account has no permission to see the license.
    NotPermitted,
    /// Nothing has been read yet.
    NeverRead,
}

impl Headline {
    /// The instant that it is about.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Ends { at, .. }
            | Self::Renews { at, .. }
            | Self::TrialEnds { at, .. }
            | Self::ModulesStop { at, .. }
            | Self::BecomesReadOnly { at }
            | Self::SupportEnds { at }
            | Self::Ended { at, .. }
            | Self::RenewalMissed { at, .. }
            | Self::TrialEnded { at, .. }
            | Self::Lapsed { at, .. }
            | Self::NotBegun { at, .. } => Some(*at),
            Self::Finding {
                finding:
                    Finding::ReadOnly { since: at } | Finding::SupportEnded { at } | Finding::ActionsPrevented { since: at },
            } => Some(*at),
            Self::Finding { .. }
            | Self::NoEnd { .. }
            | Self::EndUnreadable { .. }
            | Self::NotHonored { .. }
            | Self::Community
            | Self::NotPermitted
            | Self::NeverRead => None,
        }
    }

    /// The plan that it is about.
    pub fn plan(&self) -> Option<&Label> {
        match self {
            Self::Ends { plan, .. }
            | Self::Renews { plan, .. }
            | Self::TrialEnds { plan, .. }
            | Self::ModulesStop { plan, .. }
            | Self::NoEnd { plan }
            | Self::EndUnreadable { plan }
            | Self::Ended { plan, .. }
            | Self::RenewalMissed { plan, .. }
            | Self::TrialEnded { plan, .. }
            | Self::Lapsed { plan, .. }
            | Self::NotHonored { plan }
            | Self::NotBegun { plan, .. } => Some(plan),
            Self::BecomesReadOnly { .. } | Self::SupportEnds { .. } | Self::Finding { .. } => None,
            Self::Community | Self::NotPermitted | Self::NeverRead => None,
        }
    }

    /// The headline of a stop that is ahead.
    pub fn ahead(stop: Stop<'_>) -> Self {
        let (plan, at) = (stop.plan(), stop.at());
        match stop.kind {
            StopKind::ModulesDisabled => Self::ModulesStop { plan, at, modules: stop.deadline.modules.clone() },
            StopKind::TrialEnd => Self::TrialEnds { plan, at },
            StopKind::ReadOnly => Self::BecomesReadOnly { at },
            StopKind::SupportEnd => Self::SupportEnds { at },
            StopKind::Expiry => match stop.renewal() {
                Renewal::Automatic => Self::Renews { plan, at },
                Renewal::Manual => Self::Ends { plan, at },
            },
        }
    }

    fn past(license: &License, at: Timestamp) -> Self {
        let plan = license.plan.clone();
        match license.effective_renewal() {
            _ if license.trial => Self::TrialEnded { plan, at },
            Renewal::Automatic => Self::RenewalMissed { plan, at },
            Renewal::Manual => Self::Ended { plan, at },
        }
    }
}

impl Observation<'_> {
    /// The most important fact about the workspace at a given now: what is read-only, then what has ended, then the most
    /// urgent of what stops and of the [findings](Self::findings).
    pub fn headline(&self, now: Timestamp) -> Headline {
        let findings = self.findings(now);
        let first = findings.first().filter(|finding| finding.attention() > Attention::Calm);
        let by_license = self.license_headline(now);
        let (stop, status) = (self.most_pressing_stop(now), self.status(now));
        let by_stop = match stop.map(|stop| stop.nearness(now)) {
            Some(Nearness::Critical | Nearness::Passed) => Attention::Critical,
            Some(Nearness::Soon) => Attention::Soon,
            Some(Nearness::Far) | None => Attention::Calm,
        };
        match (first, stop) {
            (Some(finding @ Finding::ReadOnly { .. }), _) => Headline::Finding { finding: finding.clone() },
            _ if matches!(status, Status::Expired | Status::Lapsed | Status::Invalid | Status::Unknown) => by_license,
            // That the license cannot be seen matters more than what is weeks away.
            _ if status == Status::NotPermitted
                && first.map_or(Attention::Calm, Finding::attention).max(by_stop) <= Attention::Problem =>
            {
                by_license
            }
            (Some(finding), _) if finding.attention() > by_stop => Headline::Finding { finding: finding.clone() },
            (_, Some(stop)) if by_stop > Attention::Calm || stop.license().is_some() => Headline::ahead(stop),
            (Some(_) | None, _) => by_license,
        }
    }

    /// The stop that an admin should hear of first at a given now: the nearest by urgency, then the soonest.
    pub fn most_pressing_stop(&self, now: Timestamp) -> Option<Stop<'_>> {
        let is_far_support = |stop: &Stop<'_>| stop.kind == StopKind::SupportEnd && stop.nearness(now) == Nearness::Far;
        let stops = self.stops(now).into_iter().filter(|stop| !is_far_support(stop));
        // `max_by_key` returns the last of equal elements.
        stops.rev().max_by_key(|stop| stop.nearness(now))
    }

    /// The most important fact about the license alone at a given now.
    pub fn license_headline(&self, now: Timestamp) -> Headline {
        let deciding = self.deciding_licenses(now);
        // Licenses are sorted by their end, the last one first: it says best what the workspace has, or had.
        let plan = || deciding.first().map(|license| license.plan.clone()).unwrap_or_default();
        match self.status(now) {
            Status::Valid | Status::Expiring => match self.stops(now).into_iter().find(|stop| stop.license().is_some())
            {
                Some(stop) => Headline::ahead(stop),
                None if deciding.iter().all(|license| license.end_is_unreadable()) => {
                    Headline::EndUnreadable { plan: plan() }
                }
                None => Headline::NoEnd { plan: plan() },
            },
            Status::Expired => match last_ended(&deciding, now) {
                Some((license, at)) => Headline::past(license, at),
                None => Headline::NotHonored { plan: plan() },
            },
            Status::Lapsed => match last_ended(&deciding, now) {
                Some((license, at)) => Headline::Lapsed { plan: license.plan.clone(), at },
                None => Headline::NotHonored { plan: plan() },
            },
            Status::Invalid => match first_to_begin(&deciding, now) {
                Some((license, at)) if !self.is_dropped() => Headline::NotBegun { plan: license.plan.clone(), at },
                Some(_) | None => Headline::NotHonored { plan: self.withdrawn_plan(now).unwrap_or_else(plan) },
            },
            Status::Community => Headline::Community,
            Status::NotPermitted => Headline::NotPermitted,
            Status::Unknown => Headline::NeverRead,
        }
    }

    /// The plan of the license that would be in force if the server had not dropped it.
    fn withdrawn_plan(&self, now: Timestamp) -> Option<Label> {
        let license = self.licenses().iter().find(|license| license.is_in_force(now))?;
        Some(license.plan.clone())
    }
}

fn last_ended<'a>(licenses: &[&'a License], now: Timestamp) -> Option<(&'a License, Timestamp)> {
    let ends = licenses.iter().filter_map(|license| Some((*license, license.expires_at()?)));
    ends.filter(|(_, end)| *end <= now).max_by_key(|(_, end)| *end)
}

fn first_to_begin<'a>(licenses: &[&'a License], now: Timestamp) -> Option<(&'a License, Timestamp)> {
    let begins = licenses.iter().filter_map(|license| Some((*license, license.begins_at()?)));
    // One that ends before it begins is never in force.
    let begins = begins.filter(|(license, begin)| *begin > now && !license.has_ended(*begin));
    begins.min_by_key(|(_, begin)| *begin)
}
