//! A limit and its steps, in the window.

use license::{Attention, Behavior, Fill, Limit, LimitKind, LimitStep, Share, Trigger};
use serde::Serialize;
use ts_rs::TS;

/// A limit, with how full it is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LimitView {
    /// What it counts.
    pub kind: LimitKind,
    /// How many are in use; `null` if the server does not report it.
    #[ts(type = "number | null")]
    pub used: Option<u64>,
    /// The maximum that counts; `null` if unlimited.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
    /// How much of it is in use, in thousandths; `null` if that is unknown or unlimited, or if none are included.
    pub share: Option<Share>,
    /// How many are left; `null` if that is unknown or unlimited.
    #[ts(type = "number | null")]
    pub left: Option<u64>,
    /// How full it is.
    pub level: Fill,
    /// How urgently it needs an admin.
    pub attention: Attention,
    /// What one more in use does; `null` if nothing, or if it is refused already.
    pub one_more: Option<Behavior>,
    /// Its steps, the lowest first.
    pub steps: Vec<LimitStepView>,
}

/// A limit that is full or exceeded, in a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ReachedLimitView {
    /// What it counts.
    pub kind: LimitKind,
    /// How urgently it needs an admin.
    pub attention: Attention,
}

/// What happens at a step of a limit.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LimitStepView {
    /// The maximum of the step; `null` if unlimited: then it never acts.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
    /// What happens, as its code; a code that this version does not know is text from a stranger.
    pub behavior: Behavior,
    /// Whether it acts at the maximum, or only above it.
    pub trigger: Trigger,
    /// Whether it acts already.
    pub is_reached: bool,
    /// The modules concerned, if only some are.
    pub modules: Vec<String>,
}

impl From<&Limit> for LimitView {
    fn from(limit: &Limit) -> Self {
        let mut steps: Vec<_> = limit.steps.iter().collect();
        steps.sort_by_key(|step| step.max);
        Self {
            kind: limit.kind,
            used: limit.used,
            max: limit.effective_max().number(),
            share: limit.share(),
            left: limit.left(),
            level: limit.fill(),
            attention: limit.attention(),
            one_more: limit.step_of_one_more().map(|step| step.behavior.clone()),
            steps: steps.into_iter().map(|step| LimitStepView::new(limit, step)).collect(),
        }
    }
}

impl ReachedLimitView {
    /// Those of these limits that are full or exceeded. Seats have a place of their own.
    pub(super) fn all(limits: &[Limit]) -> Vec<Self> {
        limits
            .iter()
            .filter(|limit| limit.kind != LimitKind::ActiveUsers && matches!(limit.fill(), Fill::Full | Fill::Over))
            .map(|limit| Self { kind: limit.kind, attention: limit.attention() })
            .collect()
    }
}

impl LimitStepView {
    fn new(limit: &Limit, step: &LimitStep) -> Self {
        Self {
            max: step.max.number(),
            behavior: step.behavior.clone(),
            trigger: step.behavior.trigger(),
            is_reached: limit.has_reached(step),
            modules: step.modules.iter().map(ToString::to_string).collect(),
        }
    }
}
