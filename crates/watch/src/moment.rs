//! The moments since which a license stood otherwise than before.

use jiff::Timestamp;
use license::Entitlement;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The identity of a moment in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct MomentId(pub i64);

/// A moment since which a license stood otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Moment {
    /// Which.
    pub id: MomentId,
    /// Since when.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The plan since then; nothing without a license.
    pub plan: Option<String>,
}

/// Whether two answers say the same of a license: how much of it is used is none of that, and what may not be seen says
/// nothing.
pub fn says_the_same(old: &Entitlement, new: &Entitlement) -> bool {
    *new == Entitlement::NotPermitted || without_use(old) == without_use(new)
}

fn without_use(answer: &Entitlement) -> Entitlement {
    let mut answer = answer.clone();
    let limits = match &mut answer {
        Entitlement::Licensed { licenses } => licenses.iter_mut().flat_map(|license| &mut license.limits).collect(),
        Entitlement::Unlicensed { limits } => limits.iter_mut().collect(),
        Entitlement::NotPermitted => Vec::new(),
    };
    for limit in limits {
        limit.used = None;
    }
    answer
}
