//! A deadline of a license, in the window.

use jiff::Timestamp;
use license::{Deadline, DeadlineKind, Effect, Nearness, Owner, Renewal, StopKind};
use serde::Serialize;
use ts_rs::TS;

/// A deadline of a license, with what it means.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DeadlineView {
    /// When it happens.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What happens.
    pub kind: DeadlineKind,
    /// The modules concerned, if only some are.
    pub modules: Vec<String>,
    /// How its license really continues after its end.
    pub renewal: Renewal,
    /// Whether something stops then, or it is only a notice.
    pub effect: Effect,
    /// Whether a trial ends then, even if its license calls it the expiry.
    pub ends_trial: bool,
    /// How near it is; `passed` once it has passed.
    pub nearness: Nearness,
}

impl DeadlineView {
    /// The view of a deadline of this owner at a given now.
    pub(super) fn new(owner: Owner<'_>, deadline: &Deadline, now: Timestamp) -> Self {
        let effect = owner.effect(deadline);
        Self {
            at: deadline.at,
            kind: deadline.kind,
            modules: deadline.modules.iter().map(ToString::to_string).collect(),
            renewal: owner.renewal(),
            effect,
            ends_trial: effect == Effect::Stops(StopKind::TrialEnd),
            nearness: owner.nearness(deadline, now),
        }
    }
}
