//! What changed between two answers of a workspace.

use crate::{change::Change, entitlement::Entitlement, terms::Terms};

/// What changed from `old` to `new`.
///
/// That the account lost or got the permission to see the license is no change: what an answer does not show may still be
/// there. Several licenses are compared as what they add up to: see [`Terms`].
pub fn diff(old: &Entitlement, new: &Entitlement) -> Vec<Change> {
    Terms::of(old).changes_to(&Terms::of(new))
}
