//! What is known of a workspace's license at this moment.

use jiff::Timestamp;
use license::{Attention, Entitlement, Headline, License, Observation, Status};
use rocketchat::{EndpointHint, LicenseEndpoint, Reading, ServerVersion, Support};

use crate::{
    failure::{Failure, FailureCode},
    workspace::interval::Interval,
};

/// The newest answer of a workspace, what it named before that, and how the last attempt to ask it went.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    /// The newest answer.
    pub answer: Option<Entitlement>,
    /// The licenses that it named last: kept when an answer names none, so that they can be said to have lapsed.
    pub named: Vec<License>,
    /// The version of its server.
    pub server_version: Option<ServerVersion>,
    /// Until when the vendor supports that version.
    pub support: Option<Support>,
    /// The endpoint by which the server told its license.
    pub endpoint: Option<LicenseEndpoint>,
    /// When the newest answer came.
    pub fetched_at: Option<Timestamp>,
    /// Since when no attempt has succeeded; nothing when the last one did.
    pub failing_since: Option<Timestamp>,
    /// Why the last attempt failed; nothing when it did not.
    pub failure: Option<Failure>,
}

impl Snapshot {
    /// The snapshot after an answer.
    pub fn after(&self, reading: Reading, at: Timestamp) -> Self {
        let named = match &reading.entitlement {
            Entitlement::Licensed { licenses } => licenses.clone(),
            Entitlement::Unlicensed { .. } | Entitlement::NotPermitted => self.named.clone(),
        };
        Self {
            answer: Some(reading.entitlement),
            named,
            server_version: Some(reading.server_version),
            support: reading.support,
            endpoint: Some(reading.endpoint),
            fetched_at: Some(at),
            failing_since: None,
            failure: None,
        }
    }

    /// What the next reading may start from.
    pub fn known(&self) -> Option<EndpointHint> {
        Some(EndpointHint { server_version: self.server_version.clone()?, endpoint: self.endpoint? })
    }

    /// What the license model makes of it.
    pub fn observation(&self) -> Observation<'_> {
        Observation { latest: self.answer.as_ref(), last_known_licenses: &self.named }
    }

    /// Where the workspace stands at a given now. An account that was refused before anything was known is known not to
    /// be permitted.
    pub fn status(&self, now: Timestamp) -> Status {
        match (&self.answer, &self.failure) {
            (None, Some(Failure { code: FailureCode::Forbidden, .. })) => Status::NotPermitted,
            _ => self.observation().status(now),
        }
    }

    /// The most important fact about the license at a given now, in agreement with [`status`](Self::status).
    pub fn headline(&self, now: Timestamp) -> Headline {
        match self.status(now) {
            Status::NotPermitted => Headline::NotPermitted,
            Status::Valid
            | Status::Expiring
            | Status::Expired
            | Status::Lapsed
            | Status::Invalid
            | Status::Community
            | Status::Unknown => self.observation().headline(now),
        }
    }

    /// How much it needs somebody at a given now: a workspace that cannot be read is at least a problem.
    pub fn attention(&self, now: Timestamp) -> Attention {
        let of_license = match self.answer {
            Some(_) => self.observation().attention(now),
            None if self.failure.is_some() => Attention::Problem,
            None => Attention::Calm,
        };
        match self.failure {
            Some(_) => of_license.max(Attention::Problem),
            None => of_license,
        }
    }

    /// Why it cannot be read, or may not be.
    pub fn failure(&self) -> Option<Failure> {
        match (&self.failure, &self.answer) {
            (Some(failure), _) => Some(failure.clone()),
            (None, Some(Entitlement::NotPermitted)) => {
                Some(rocketchat::Error::Forbidden { server_message: None }.into())
            }
            (None, Some(Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. }) | None) => None,
        }
    }

    /// Whether what it says may be out of date, where it is asked for so often.
    pub fn is_stale(&self, every: Interval, now: Timestamp) -> bool {
        self.fetched_at.is_some_and(|at| self.failure.is_some() || now.duration_since(at) > every.fresh())
    }
}
