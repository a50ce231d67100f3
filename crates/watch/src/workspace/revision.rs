//! License revisions: one entry each time the terms changed.

use jiff::Timestamp;
use license::{DeadlineKind, Entitlement, Limit, Max, PatternKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The id of a revision in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct RevisionId(pub i64);

/// An entry in a license's history: its terms changed.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// When the change was found.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The plan from then on; `null` without a license.
    pub plan: Option<String>,
}

/// Whether two answers have the same license terms. Ignores the use of limits, the order of modules, and what is not
/// part of the license: the end of support for the server's version, and unlimited limits without steps.
pub fn same_terms(old: &Entitlement, new: &Entitlement) -> bool {
    terms(old) == terms(new)
}

fn terms(answer: &Entitlement) -> Entitlement {
    let mut answer = answer.clone();
    match &mut answer {
        Entitlement::Licensed { licenses } => {
            for license in licenses {
                license.deadlines.retain(|deadline| deadline.kind != DeadlineKind::VersionSupportEnd);
                for address in &mut license.addresses {
                    // Earlier versions stored the expressions of the second generation as addresses.
                    if address.kind == PatternKind::Regex {
                        address.kind = PatternKind::Url;
                    }
                }
                license.modules.sort_by(|one, other| one.id.cmp(&other.id));
                normalize(&mut license.limits);
            }
        }
        Entitlement::Unlicensed { limits } => normalize(limits),
        Entitlement::NotPermitted(_) => {}
    }
    answer
}

fn normalize(limits: &mut Vec<Limit>) {
    limits.retain(|limit| limit.max != Max::Unlimited || !limit.steps.is_empty());
    for limit in limits {
        limit.used = None;
    }
}
