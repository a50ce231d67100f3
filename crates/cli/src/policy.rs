//! How one workspace is judged: what it must have, how near is too near, and what does not count.

use std::collections::BTreeMap;

use license::{FindingKind, Label, LimitKind, ModuleId, StopKind};
use strum::IntoEnumIterator;

use crate::duration::Span;

/// How one workspace is judged. The default judges by the command line alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Policy {
    /// What it must have.
    pub(crate) expect: Expectation,
    /// How long before a stop it is a warning, instead of what the command line says.
    pub(crate) warn: Option<Span>,
    /// How long before a stop it is critical, instead of what the command line says.
    pub(crate) crit: Option<Span>,
    /// What does not count.
    pub(crate) mute: Vec<Topic>,
    /// From which use on a limit counts, instead of what the license says.
    pub(crate) limits: BTreeMap<LimitKind, Levels>,
}

/// What a workspace must have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// Nothing is said about it.
    #[default]
    Unstated,
    /// It is a community workspace: that it has no license is no finding.
    NoLicense,
    /// It must have a license, and what else is said of it.
    License(LicenseExpectation),
}

/// What a license must contain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LicenseExpectation {
    /// The plan.
    pub(crate) plan: Option<Label>,
    /// Modules, each of which must work.
    pub(crate) modules: Vec<ModuleId>,
    /// Seats: at least this many.
    pub(crate) seats: Option<u64>,
}

/// From which use on a limit counts, in percent of its maximum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Levels {
    pub(crate) warn: Option<u32>,
    pub(crate) crit: Option<u32>,
}

/// How long before a stop it is a warning, and critical.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thresholds {
    pub(crate) warn: Span,
    pub(crate) crit: Span,
}

impl Thresholds {
    /// Whether days before a stop can be counted in whole ones, without a doubt on which side of a threshold it is.
    pub(crate) fn are_whole_days(self) -> bool {
        self.warn.needs_no_parts_of_days() && self.crit.needs_no_parts_of_days()
    }
}

impl Default for Thresholds {
    /// Those of every other face.
    fn default() -> Self {
        let license::Thresholds { soon, critical } = license::Thresholds::DEFAULT;
        Self { warn: soon.into(), crit: critical.into() }
    }
}

impl From<Thresholds> for license::Thresholds {
    fn from(Thresholds { warn, crit }: Thresholds) -> Self {
        Self { soon: warn.length(), critical: crit.length() }
    }
}

impl Policy {
    /// The thresholds for this workspace: its own, and else the given ones. Critical is never wider than warning: the one
    /// that is the workspace's own decides.
    pub(crate) fn thresholds(&self, given: Thresholds) -> Thresholds {
        match (self.warn, self.crit) {
            (None, None) => given,
            (Some(warn), None) => Thresholds { warn, crit: given.crit.min(warn) },
            (None, Some(crit)) => Thresholds { warn: given.warn.max(crit), crit },
            (Some(warn), Some(crit)) => Thresholds { warn, crit },
        }
    }

    /// Whether findings about this do not count.
    pub(crate) fn is_muted(&self, topic: Topic) -> bool {
        self.mute.contains(&topic)
    }
}

/// What a finding is about, as far as it can be muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// A limit.
    Limit(LimitKind),
    /// Something that stops, or has stopped.
    Stop(StopKind),
    /// Something that is wrong with the workspace.
    Condition(FindingKind),
}

impl Topic {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let stops = StopKind::iter().map(Self::Stop);
        LimitKind::iter().map(Self::Limit).chain(stops).chain(FindingKind::iter().map(Self::Condition))
    }

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Limit(kind) => kind.code(),
            Self::Stop(kind) => kind.code(),
            Self::Condition(kind) => kind.code(),
        }
    }

    /// The topics with this code: what stops may be called the same before and after it has.
    pub(crate) fn with_code(code: &str) -> impl Iterator<Item = Self> {
        Self::all().filter(move |topic| topic.code() == code)
    }
}
