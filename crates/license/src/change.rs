//! A change of a license, with typed values.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::{
    entitlement::Renewal,
    limit::{LimitKind, Max},
    module::ModuleId,
    text::Label,
};

/// One change between two answers of a workspace.
///
/// Its JSON also reads the form that earlier versions stored: `{"kind", "subject", "before", "after"}` with texts for all
/// values.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumDiscriminants)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[strum_discriminants(
    name(ChangeKind),
    doc = "The kind of a [`Change`].",
    derive(PartialOrd, Ord, Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr),
    serde(rename_all = "snake_case"),
    strum(serialize_all = "snake_case")
)]
pub enum Change {
    /// A license where there was none.
    LicenseGained {
        /// Its plan.
        #[serde(alias = "after")]
        #[ts(as = "String")]
        plan: Label,
    },
    /// The server no longer names a license.
    LicenseLost {
        /// Its plan.
        #[serde(alias = "before")]
        #[ts(as = "String")]
        plan: Label,
    },
    /// Another plan.
    PlanChanged {
        /// The plan before.
        #[ts(as = "String")]
        before: Label,
        /// The plan now.
        #[ts(as = "String")]
        after: Label,
    },
    /// Another end.
    ExpiryChanged {
        /// The end before; `None` for a license without an end.
        #[ts(type = "string | null")]
        before: Option<Timestamp>,
        /// The end now; `None` for a license without an end.
        #[ts(type = "string | null")]
        after: Option<Timestamp>,
    },
    /// One more module.
    ModuleGained {
        /// The module.
        #[serde(alias = "subject")]
        #[ts(as = "String")]
        module: ModuleId,
    },
    /// One module less.
    ModuleLost {
        /// The module.
        #[serde(alias = "subject")]
        #[ts(as = "String")]
        module: ModuleId,
    },
    /// A higher maximum.
    LimitRaised {
        /// The limit.
        #[serde(alias = "subject")]
        limit: LimitKind,
        /// The maximum before; `null` if unlimited.
        #[serde(with = "max_as_number")]
        #[ts(type = "number | null")]
        before: Max,
        /// The maximum now; `null` if unlimited.
        #[serde(with = "max_as_number")]
        #[ts(type = "number | null")]
        after: Max,
    },
    /// A lower maximum.
    LimitLowered {
        /// The limit.
        #[serde(alias = "subject")]
        limit: LimitKind,
        /// The maximum before; `null` if unlimited.
        #[serde(with = "max_as_number")]
        #[ts(type = "number | null")]
        before: Max,
        /// The maximum now; `null` if unlimited.
        #[serde(with = "max_as_number")]
        #[ts(type = "number | null")]
        after: Max,
    },
    /// It became a trial.
    TrialStarted,
    /// It is no longer a trial.
    TrialEnded,
    /// It began or ceased to renew itself.
    RenewalChanged {
        /// How it continued before.
        before: Renewal,
        /// How it continues now.
        after: Renewal,
    },
    /// The server runs another version.
    ServerVersionChanged {
        /// The version before.
        #[ts(as = "String")]
        before: Label,
        /// The version now.
        #[ts(as = "String")]
        after: Label,
    },
    /// The user moved the workspace to another address.
    AddressChanged {
        /// The address before.
        #[ts(as = "String")]
        before: Label,
        /// The address now.
        #[ts(as = "String")]
        after: Label,
    },
}

/// Whether a change is for the better or the worse of the people who use the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// There is less than before, or it ends sooner.
    Worse,
    /// There is as much as before.
    Neither,
    /// There is more than before, or it lasts longer.
    Better,
}

impl ChangeKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// How much it weighs beside other changes in the same direction; more is heavier.
    fn weight(self) -> u8 {
        match self {
            Self::LicenseGained | Self::LicenseLost => 7,
            Self::ExpiryChanged => 6,
            Self::ModuleGained | Self::ModuleLost => 5,
            Self::LimitRaised | Self::LimitLowered => 4,
            Self::PlanChanged => 3,
            Self::TrialStarted | Self::TrialEnded => 2,
            Self::RenewalChanged => 1,
            Self::ServerVersionChanged | Self::AddressChanged => 0,
        }
    }
}

impl Change {
    /// A change of a maximum; `None` if both are the same.
    pub fn of_limit(limit: LimitKind, before: Max, after: Max) -> Option<Self> {
        match before.cmp(&after) {
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Less => Some(Self::LimitRaised { limit, before, after }),
            std::cmp::Ordering::Greater => Some(Self::LimitLowered { limit, before, after }),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ChangeKind {
        self.into()
    }

    /// Whether it is for the better.
    pub fn direction(&self) -> Direction {
        match self {
            Self::LicenseGained { .. } | Self::ModuleGained { .. } | Self::LimitRaised { .. } => Direction::Better,
            Self::LicenseLost { .. } | Self::ModuleLost { .. } | Self::LimitLowered { .. } => Direction::Worse,
            Self::ExpiryChanged { before, after } => match end(*after).cmp(&end(*before)) {
                std::cmp::Ordering::Less => Direction::Worse,
                std::cmp::Ordering::Equal => Direction::Neither,
                std::cmp::Ordering::Greater => Direction::Better,
            },
            Self::PlanChanged { .. }
            | Self::TrialStarted
            | Self::TrialEnded
            | Self::RenewalChanged { .. }
            | Self::ServerVersionChanged { .. }
            | Self::AddressChanged { .. } => Direction::Neither,
        }
    }

    /// How much it weighs beside others: what is worse before what is better before what is neither, then by kind.
    fn weight(&self) -> (u8, u8) {
        let by_direction = match self.direction() {
            Direction::Worse => 2,
            Direction::Better => 1,
            Direction::Neither => 0,
        };
        (by_direction, self.kind().weight())
    }

    /// The change that weighs most; of equal ones the first.
    pub fn heaviest(changes: &[Self]) -> Option<&Self> {
        // `max_by_key` returns the last of equal elements.
        changes.iter().rev().max_by_key(|change| change.weight())
    }
}

/// A license without an end ends later than any other.
fn end(at: Option<Timestamp>) -> Timestamp {
    at.unwrap_or(Timestamp::MAX)
}

/// A maximum as a number, or `null` if unlimited; also read from the texts that earlier versions stored.
mod max_as_number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::limit::Max;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Number(u64),
        Text(String),
    }

    pub(super) fn serialize<S: Serializer>(max: &Max, serializer: S) -> Result<S::Ok, S::Error> {
        max.number().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Max, D::Error> {
        match Option::<Stored>::deserialize(deserializer)? {
            None => Ok(Max::Unlimited),
            Some(Stored::Number(number)) => Ok(Max::AtMost(number)),
            Some(Stored::Text(text)) if text == "unlimited" => Ok(Max::Unlimited),
            Some(Stored::Text(text)) => text.parse().map(Max::AtMost).map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// One change of every kind, as it is stored now and as earlier versions stored it.
    fn all() -> Vec<(Change, serde_json::Value, serde_json::Value)> {
        let (soon, late) = ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        let pair = |kind: &str, before: &str, after: &str| json!({"kind": kind, "before": before, "after": after});
        let old = |kind: &str, subject: &str, before: Option<&str>, after: Option<&str>| json!({"kind": kind, "subject": subject, "before": before, "after": after});
        let limit = LimitKind::ActiveUsers;
        vec![
            (
                Change::LicenseGained { plan: "Pro".into() },
                json!({"kind": "license_gained", "plan": "Pro"}),
                old("license_gained", "", None, Some("Pro")),
            ),
            (
                Change::LicenseLost { plan: "Pro".into() },
                json!({"kind": "license_lost", "plan": "Pro"}),
                old("license_lost", "", Some("Pro"), None),
            ),
            (
                Change::PlanChanged { before: "Pro".into(), after: "Enterprise".into() },
                pair("plan_changed", "Pro", "Enterprise"),
                old("plan_changed", "", Some("Pro"), Some("Enterprise")),
            ),
            (
                Change::ExpiryChanged { before: Some(at(soon)), after: Some(at(late)) },
                pair("expiry_changed", soon, late),
                old("expiry_changed", "", Some(soon), Some(late)),
            ),
            (
                Change::ExpiryChanged { before: Some(at(soon)), after: None },
                json!({"kind": "expiry_changed", "before": soon, "after": null}),
                old("expiry_changed", "", Some(soon), None),
            ),
            (
                Change::ModuleGained { module: ModuleId::new("abac") },
                json!({"kind": "module_gained", "module": "abac"}),
                old("module_gained", "abac", None, None),
            ),
            (
                Change::ModuleLost { module: ModuleId::new("abac") },
                json!({"kind": "module_lost", "module": "abac"}),
                old("module_lost", "abac", None, None),
            ),
            (
                Change::LimitRaised { limit, before: Max::AtMost(50), after: Max::Unlimited },
                json!({"kind": "limit_raised", "limit": "active_users", "before": 50, "after": null}),
                old("limit_raised", "active_users", Some("50"), Some("unlimited")),
            ),
            (
                Change::LimitLowered { limit, before: Max::Unlimited, after: Max::AtMost(u64::MAX) },
                json!({"kind": "limit_lowered", "limit": "active_users", "before": null, "after": u64::MAX}),
                old("limit_lowered", "active_users", Some("unlimited"), Some("18446744073709551615")),
            ),
            (Change::TrialStarted, json!({"kind": "trial_started"}), old("trial_started", "", None, None)),
            (Change::TrialEnded, json!({"kind": "trial_ended"}), old("trial_ended", "", None, None)),
            (
                Change::RenewalChanged { before: Renewal::Automatic, after: Renewal::Manual },
                pair("renewal_changed", "automatic", "manual"),
                old("renewal_changed", "", Some("automatic"), Some("manual")),
            ),
            (
                Change::ServerVersionChanged { before: "8.4".into(), after: "8.5".into() },
                pair("server_version_changed", "8.4", "8.5"),
                old("server_version_changed", "", Some("8.4"), Some("8.5")),
            ),
            (
                Change::AddressChanged { before: "https://old.example".into(), after: "https://new.example".into() },
                pair("address_changed", "https://old.example", "https://new.example"),
                old("address_changed", "", Some("https://old.example"), Some("https://new.example")),
            ),
        ]
    }

    #[test]
    fn a_change_is_stored_with_typed_values_and_read_from_the_earlier_form_too() {
        let mut kinds = std::collections::BTreeSet::new();
        for (change, stored, stored_before) in all() {
            kinds.insert(change.kind());
            assert_eq!(serde_json::to_value(&change).unwrap(), stored);
            assert_eq!(serde_json::from_value::<Change>(stored).unwrap(), change);
            assert_eq!(serde_json::from_value::<Change>(stored_before).unwrap(), change);
        }
        assert!(kinds.into_iter().eq(<ChangeKind as strum::IntoEnumIterator>::iter()), "one of every kind");
    }

    #[test]
    fn less_and_sooner_is_worse_and_no_end_is_later_than_any() {
        let end = |before: Option<&str>, after: Option<&str>| {
            Change::ExpiryChanged { before: before.map(at), after: after.map(at) }.direction()
        };
        let (soon, late) = (Some("2026-03-12T00:00:00Z"), Some("2027-03-12T00:00:00Z"));
        assert_eq!([end(late, soon), end(None, late)], [Direction::Worse; 2]);
        assert_eq!([end(soon, late), end(late, None)], [Direction::Better; 2]);
        assert_eq!(end(None, None), Direction::Neither);
        assert_eq!(Change::ModuleLost { module: ModuleId::new("abac") }.direction(), Direction::Worse);
        assert_eq!(Change::TrialEnded.direction(), Direction::Neither);
    }

    #[test]
    fn the_heaviest_change_is_the_worst_then_the_most_important() {
        let module = || ModuleId::new("abac");
        let (soon, late) = (Some(at("2026-03-12T00:00:00Z")), Some(at("2027-03-12T00:00:00Z")));
        let order = [
            Change::LicenseLost { plan: "Pro".into() },
            Change::ExpiryChanged { before: late, after: soon },
            Change::ModuleLost { module: module() },
            Change::LimitLowered { limit: LimitKind::ActiveUsers, before: Max::Unlimited, after: Max::AtMost(1) },
            Change::LicenseGained { plan: "Pro".into() },
            Change::ExpiryChanged { before: soon, after: late },
            Change::ModuleGained { module: module() },
            Change::LimitRaised { limit: LimitKind::ActiveUsers, before: Max::AtMost(1), after: Max::Unlimited },
            Change::PlanChanged { before: "Pro".into(), after: "Starter".into() },
        ];
        for first in 0..order.len() {
            let mut rest: Vec<_> = order[first..].to_vec();
            rest.reverse();
            assert_eq!(Change::heaviest(&rest), Some(&order[first]));
        }
        assert_eq!(Change::heaviest(&[]), None);
    }
}
