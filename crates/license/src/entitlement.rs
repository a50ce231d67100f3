//! A license whole, and what a workspace says it is entitled to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    deadline::{Deadline, DeadlineKind},
    limit::Limit,
    module::Module,
    tag::Tag,
    text::Label,
};

/// What a workspace says about its license, in one answer.
///
/// The three states without a license look alike on the wire and mean different things; they are told apart here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Entitlement {
    /// It has licenses: at least one. Whether they are in force is a question of [`crate::Status`].
    Licensed {
        /// The licenses, the one that ends last first.
        licenses: Vec<License>,
    },
    /// It has none: a community workspace, or one whose license the server has forgotten.
    Unlicensed {
        /// The limits of the community edition.
        limits: Vec<Limit>,
    },
    /// The account may not see it.
    NotPermitted,
}

/// How a license goes on after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Renewal {
    /// It renews itself: its end is a renewal, not an end.
    Automatic,
    /// Somebody has to renew it.
    Manual,
}

/// For whom a license was made out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Addressee {
    /// A person.
    pub name: Option<Label>,
    /// A company.
    pub company: Option<Label>,
}

impl Addressee {
    /// Person and company in one line; nothing when neither is known.
    pub fn line(&self) -> Option<String> {
        match (&self.name, &self.company) {
            (Some(name), Some(company)) => Some(format!("{name}, {company}")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_string()),
            (None, None) => None,
        }
    }
}

/// What could not be read in a field of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// It should be a date and is not; the date is not shown.
    UnreadableDate,
    /// It should say when the license ends and is no date: nobody can say when it ends.
    UnreadableExpiry,
    /// It should be a color and is not; the tag is shown without.
    UnreadableColor,
    /// It has another shape than the API gives it; the field is left out.
    UnreadableField,
}

/// A field of an answer that could not be read. The rest of the license is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Remark {
    /// What is wrong with it.
    pub kind: RemarkKind,
    /// Which field, as the API names it.
    pub field: Label,
    /// What stood there.
    pub value: Label,
}

/// One license, of either generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its own id, where it has one.
    pub id: Option<Label>,
    /// The plan's name: the first tag, or what the bundle names, or "Premium".
    pub plan: Label,
    /// The tags that the vendor shows.
    pub tags: Vec<Tag>,
    /// Whether it is a trial.
    pub trial: bool,
    /// Whether it renews itself.
    pub renewal: Renewal,
    /// When it was made out.
    pub issued_at: Option<Timestamp>,
    /// The end that the vendor's own pages show, which can differ from what the server enforces.
    pub visual_expiration: Option<Timestamp>,
    /// What happens when, soonest first.
    pub deadlines: Vec<Deadline>,
    /// What it grants.
    pub modules: Vec<Module>,
    /// How much it allows.
    pub limits: Vec<Limit>,
    /// For whom it was made out.
    pub granted_to: Addressee,
    /// How it was granted: `manual`, `self-service`, `sales`, `support`, `reseller`, …
    pub granted_by: Option<Label>,
    /// The id of the workspace that it was made for.
    pub workspace_id: Option<Label>,
    /// The addresses (or patterns) that it is valid for.
    pub addresses: Vec<Label>,
    /// Whether it works without the vendor's cloud.
    pub offline: bool,
    /// Whether it can be cancelled.
    pub cancellable: bool,
    /// What could not be read.
    pub remarks: Vec<Remark>,
}

impl License {
    /// When the server stops honoring it: the earliest expiry. Nothing when it has no end, or none that can be read.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.deadlines.iter().filter(|d| d.kind == DeadlineKind::Expiry).map(|d| d.at).min()
    }

    /// Whether it works at a given now: begun, and not expired.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.has_begun(now) && self.expires_at().is_none_or(|end| now < end)
    }

    /// Whether it has begun at a given now.
    pub fn has_begun(&self, now: Timestamp) -> bool {
        self.deadlines.iter().all(|d| d.kind != DeadlineKind::NotYetValid || d.has_come(now))
    }

    /// Whether its end was stated and cannot be read.
    pub fn end_is_unreadable(&self) -> bool {
        self.remarks.iter().any(|r| r.kind == RemarkKind::UnreadableExpiry)
    }

    /// Whether a deadline matters to whoever must act. The end of a trial is one only while the license is a trial:
    /// the date stays in the license after it was bought.
    pub fn counts(&self, deadline: &Deadline) -> bool {
        deadline.kind.stops_something() && (deadline.kind != DeadlineKind::TrialEnd || self.trial)
    }

    /// The next deadline at which something stops, after a given now.
    pub fn next_deadline(&self, now: Timestamp) -> Option<&Deadline> {
        self.deadlines.iter().filter(|d| self.counts(d) && !d.has_come(now)).min()
    }
}

impl Entitlement {
    /// The licenses; none in the states without.
    pub fn licenses(&self) -> &[License] {
        match self {
            Self::Licensed { licenses } => licenses,
            Self::Unlicensed { .. } | Self::NotPermitted => &[],
        }
    }
}
