//! What is currently known about a workspace's license.

use jiff::Timestamp;
use license::{Attention, Change, Entitlement, Headline, License, Observation, ServerFacts, Status, Subject};
use rocketchat::{EndpointHint, LicenseEndpoint, Reading, ServerVersion, Support};

use crate::{
    failure::{Failure, FailureCode},
    workspace::{
        confirmation::{Confirmation, Statement},
        handling::Reason,
        interval::Interval,
    },
};

/// The latest answer of a workspace, the licenses that it last named, and how the last refresh went.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    /// The latest answer; `None` before the first.
    pub answer: Option<Entitlement>,
    /// The licenses that an earlier answer named, if the latest names none, so that they are shown as lapsed: see
    /// [`Snapshot::last_known_licenses`].
    pub named: Vec<License>,
    /// What the server reports beside its license.
    pub facts: ServerFacts,
    /// The version of the server, if it is not hidden.
    pub server_version: Option<ServerVersion>,
    /// Until when the vendor supports that version.
    pub support: Option<Support>,
    /// The endpoint that the license was read from.
    pub endpoint: Option<LicenseEndpoint>,
    /// When the latest answer was fetched.
    pub fetched_at: Option<Timestamp>,
    /// Start of the current run of failures; `None` if the last refresh succeeded.
    pub failing_since: Option<Timestamp>,
    /// Why the last refresh failed; `None` if it succeeded.
    pub failure: Option<Failure>,
    /// The version of its icon, which is another one for another icon; `None` if it has none.
    pub icon: Option<String>,
    /// What is not settled about the answer; `None` if everything is.
    pub confirmation: Option<Confirmation>,
}

impl Snapshot {
    /// The snapshot after an answer.
    pub fn after(&self, reading: Reading, at: Timestamp) -> Self {
        let named = match &reading.entitlement {
            Entitlement::Licensed { .. } => Vec::new(),
            Entitlement::Unlicensed { .. } | Entitlement::NotPermitted(_) => self.last_known_licenses().to_vec(),
        };
        Self {
            answer: Some(reading.entitlement),
            named,
            facts: reading.facts.after(&self.facts, at),
            server_version: reading.server_version,
            support: reading.support,
            endpoint: Some(reading.endpoint),
            fetched_at: Some(at),
            failing_since: None,
            failure: None,
            icon: self.icon.clone(),
            confirmation: None,
        }
    }

    /// What the answer says; `None` before the first.
    pub fn statement(&self) -> Option<Statement> {
        Some(Statement::new(self.answer.as_ref()?, self.server_version.as_ref()))
    }

    /// What changed from what was reported last to a reading; empty before the first.
    pub fn changes_to(&self, reading: &Reading) -> Vec<Change> {
        let said = Statement::new(&reading.entitlement, reading.server_version.as_ref());
        match (&self.confirmation, self.statement()) {
            (Some(confirmation), _) => confirmation.reported().changes_to(&said),
            (None, Some(statement)) => statement.changes_to(&said),
            (None, None) => Vec::new(),
        }
    }

    /// How the latest reading differs from the answer, if it is worse and was not confirmed by a second one; empty if it
    /// is not.
    pub fn unconfirmed_changes(&self) -> &[Change] {
        self.confirmation.as_ref().map_or(&[], Confirmation::held)
    }

    /// When the next reading is due to confirm the latest one; `None` if none should follow.
    pub fn follow_up_at(&self) -> Option<Timestamp> {
        self.confirmation.as_ref().and_then(Confirmation::follow_up_at)
    }

    /// Whether the server gives differing answers, so that this one may not be what it will say next.
    pub fn has_differing_answers(&self) -> bool {
        self.confirmation.as_ref().is_some_and(|known| !known.held().is_empty() || known.is_contradictory())
    }

    /// Whether the answer is one that was not reported, because the server contradicts itself. Nothing that follows from
    /// it is reported until its answers are settled.
    pub fn is_unreported(&self) -> bool {
        self.confirmation.as_ref().is_some_and(Confirmation::is_unreported)
    }

    /// What the next reading can skip detecting.
    pub fn endpoint_hint(&self) -> Option<EndpointHint> {
        Some(EndpointHint { server_version: self.server_version.clone()?, endpoint: self.endpoint? })
    }

    /// The licenses in the latest answer that named any.
    pub fn last_known_licenses(&self) -> &[License] {
        match &self.answer {
            Some(Entitlement::Licensed { licenses }) => licenses,
            Some(Entitlement::Unlicensed { .. } | Entitlement::NotPermitted(_)) | None => &self.named,
        }
    }

    /// The input for every question about the license.
    pub fn observation(&self) -> Observation<'_> {
        Observation {
            latest: self.answer.as_ref(),
            last_known_licenses: self.last_known_licenses(),
            facts: &self.facts,
        }
    }

    /// The status at `now`. If the account was refused before there was any answer, it is [`Status::NotPermitted`].
    pub fn status(&self, now: Timestamp) -> Status {
        if self.was_never_permitted() { Status::NotPermitted } else { self.observation().status(now) }
    }

    /// The most important fact about the workspace at `now`, consistent with [`status`](Self::status).
    pub fn headline(&self, now: Timestamp) -> Headline {
        if self.was_never_permitted() { Headline::NotPermitted } else { self.observation().headline(now) }
    }

    /// The most important fact about the license alone at `now`, consistent with [`status`](Self::status).
    pub fn license_headline(&self, now: Timestamp) -> Headline {
        if self.was_never_permitted() { Headline::NotPermitted } else { self.observation().license_headline(now) }
    }

    /// Whether the account was refused before there was any answer.
    fn was_never_permitted(&self) -> bool {
        matches!((&self.answer, &self.failure), (None, Some(Failure { code: FailureCode::Forbidden, .. })))
    }

    /// How much attention the workspace needs at `now`. If it cannot be read, or contradicts itself, that is at least
    /// [`Attention::Problem`].
    pub fn attention(&self, now: Timestamp) -> Attention {
        self.reasons(now).iter().map(Reason::attention).max().unwrap_or(Attention::Calm)
    }

    /// Why the workspace needs attention at `now`, what should be read first at the beginning; empty if it does not, or if
    /// nothing was read yet.
    pub fn reasons(&self, now: Timestamp) -> Vec<Reason> {
        let is_contradictory = self.confirmation.as_ref().is_some_and(Confirmation::is_contradictory);
        let failure = self.failure.as_ref().map(|failure| Reason::Failure(failure.code));
        let of_license = match self.answer {
            Some(_) => self.observation().concerns(now),
            // Why there is no answer is said by the failure.
            None if self.failure.is_some() => {
                let mut concerns = self.observation().concerns(now);
                concerns.retain(|concern| !matches!(concern.subject, Subject::Status(_)));
                concerns
            }
            None => Vec::new(),
        };
        let of_license = of_license.into_iter().map(Reason::License);
        let differing = is_contradictory.then_some(Reason::DifferingAnswers);
        let mut reasons: Vec<_> = failure.into_iter().chain(of_license).chain(differing).collect();
        reasons.sort_by_key(Reason::precedence);
        reasons
    }

    /// Why the license cannot be read, or may not be; `None` if it can.
    pub fn failure(&self) -> Option<Failure> {
        match (&self.failure, &self.answer) {
            (Some(failure), _) => Some(failure.clone()),
            (None, Some(Entitlement::NotPermitted(_))) => {
                Some(rocketchat::Error::Forbidden { server_message: None }.into())
            }
            (None, Some(Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. }) | None) => None,
        }
    }

    /// Whether the answer may be out of date: the last refresh failed, or the answer is older than
    /// [`Interval::stale_after`].
    pub fn is_stale(&self, interval: Interval, now: Timestamp) -> bool {
        self.fetched_at.is_some_and(|at| self.failure.is_some() || now.duration_since(at) > interval.stale_after())
    }
}
