//! What changed between two answers of a workspace.

use crate::{change::Change, entitlement::Entitlement, terms::Terms};

/// What changed from `old` to `new`.
///
/// An answer that shows nothing because the account has no permission is no change: what it does not show may still be
/// there. Several licenses are compared as what they add up to: see [`Terms`].
pub fn diff(old: &Entitlement, new: &Entitlement) -> Vec<Change> {
    match (Terms::of(old), Terms::of(new)) {
        (Some(old), Some(new)) => old.changes_to(&new),
        (None, _) | (_, None) => Vec::new(),
    }
}
