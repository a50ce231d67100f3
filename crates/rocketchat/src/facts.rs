//! What a reading asks a server beside its license.

use license::{ServerFacts, StoredKey};
use strum::EnumIter;

/// A request that a reading sends beside those for the license. Each needs a permission of its own, fails alone, and is
/// sent at most once in a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter)]
pub enum FactRequest {
    /// `GET settings.public`: days until the workspace becomes read-only, and whether it still shows who is online.
    PublicSettings,
    /// `GET settings/Enterprise_License`: whether a license key is set.
    StoredKey,
    /// `POST licenses.validate`: why that key is not honored.
    Refusals,
    /// `GET cloud.registrationStatus`: whether renewals can arrive.
    Registration,
    /// `GET presence.getConnections`: how many are connected.
    Presence,
    /// `GET statistics`: whether the server runs in FIPS mode.
    Statistics,
}

impl FactRequest {
    /// The endpoint.
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::PublicSettings => "api/v1/settings.public",
            Self::StoredKey => "api/v1/settings/Enterprise_License",
            Self::Refusals => "api/v1/licenses.validate",
            Self::Registration => "api/v1/cloud.registrationStatus",
            Self::Presence => "api/v1/presence.getConnections",
            Self::Statistics => "api/v1/statistics",
        }
    }

    /// The permission that the account needs; `None` if the request carries no credentials.
    pub fn permission(self) -> Option<&'static str> {
        match self {
            Self::PublicSettings => None,
            Self::StoredKey => Some("view-privileged-setting"),
            Self::Refusals => Some("edit-privileged-setting"),
            Self::Registration => Some("manage-cloud"),
            Self::Presence => Some("manage-user-status"),
            Self::Statistics => Some("view-statistics"),
        }
    }

    /// The first server version that has what it asks for, as far as known.
    pub fn since(self) -> (u32, u32) {
        match self {
            Self::PublicSettings => (7, 0),
            Self::StoredKey => (3, 10),
            Self::Refusals | Self::Statistics => (8, 7),
            Self::Registration => (6, 0),
            Self::Presence => (6, 3),
        }
    }
}

/// What a reading found beside the license.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FactsRead {
    /// The facts. Those of requests without an answer are unknown.
    pub facts: ServerFacts,
    /// In how many days the workspace becomes read-only; `None` if it does not.
    pub read_only_in_days: Option<u32>,
    /// The requests that got no answer this time: what was known of them before still holds.
    pub unanswered: Vec<FactRequest>,
}

impl FactsRead {
    /// The facts after this reading, given those before it.
    pub fn after(self, before: &ServerFacts, now: jiff::Timestamp) -> ServerFacts {
        use license::{DeadlineKind::ReadOnly, facts::read_only_at};
        let Self { mut facts, read_only_in_days, unanswered } = self;
        let expected = before.deadline(ReadOnly);
        facts.set_deadline(ReadOnly, read_only_in_days.map(|days| read_only_at(days, now, expected)));
        for request in unanswered {
            match request {
                FactRequest::PublicSettings => {
                    facts.set_deadline(ReadOnly, expected);
                    facts.is_presence_off = before.is_presence_off;
                }
                FactRequest::StoredKey => facts.stored_key = before.stored_key.clone(),
                FactRequest::Refusals if facts.stored_key != StoredKey::NotSet => {
                    facts.refusals = before.refusals.clone();
                }
                FactRequest::Refusals => {}
                FactRequest::Registration => facts.registration = before.registration,
                FactRequest::Presence => facts.presence = before.presence,
                FactRequest::Statistics => facts.fips = before.fips,
            }
        }
        facts
    }
}
