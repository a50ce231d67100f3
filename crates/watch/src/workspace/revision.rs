//! The moments since which a license stood otherwise than before.

use jiff::Timestamp;
use license::{DeadlineKind, Entitlement, Limit, Max};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The identity of a moment in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct RevisionId(pub i64);

/// A moment since which a license stood otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Revision {
    /// Which.
    pub id: RevisionId,
    /// Since when.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The plan since then; nothing without a license.
    pub plan: Option<String>,
}

/// Whether two answers say the same of a license. How much of it is used is none of that, nor the order of what it
/// grants, nor what a server adds that is not of the license: the end of its version's support, a limit that is none.
pub fn same_terms(old: &Entitlement, new: &Entitlement) -> bool {
    essence(old) == essence(new)
}

fn essence(answer: &Entitlement) -> Entitlement {
    let mut answer = answer.clone();
    match &mut answer {
        Entitlement::Licensed { licenses } => {
            for license in licenses {
                license.deadlines.retain(|deadline| deadline.kind != DeadlineKind::VersionSupportEnd);
                license.modules.sort_by(|one, other| one.id.cmp(&other.id));
                essential(&mut license.limits);
            }
        }
        Entitlement::Unlicensed { limits } => essential(limits),
        Entitlement::NotPermitted => {}
    }
    answer
}

fn essential(limits: &mut Vec<Limit>) {
    limits.retain(|limit| limit.max != Max::Unlimited || !limit.steps.is_empty());
    for limit in limits {
        limit.used = None;
    }
}
