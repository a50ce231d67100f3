//! A finding, in the window.

use license::{Attention, Finding, FindingKind};
use serde::Serialize;
use ts_rs::TS;

use super::capitalized;
use crate::{
    i18n::Audience,
    present::finding::{self, Remedy},
};

/// Something that an admin should know about a workspace, in the user's language.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FindingView {
    /// What kind it is.
    pub kind: FindingKind,
    /// How urgent it is.
    pub attention: Attention,
    /// What is wrong.
    pub title: String,
    /// Why it is so, one sentence each; empty for a finding that is its own reason.
    pub reasons: Vec<String>,
    /// What follows from it, and what to do. Of an announcement, its text: text from a stranger.
    pub consequence: String,
    /// What can be done about it here.
    pub remedy: Option<Remedy>,
}

impl FindingView {
    /// The view of a finding for its reader.
    pub(super) fn new(finding: &Finding, reader: &Audience<'_>) -> Self {
        Self {
            kind: finding.kind(),
            attention: finding.attention(),
            title: capitalized(&finding::title(finding, reader)),
            reasons: finding::reasons(finding, reader),
            consequence: finding::consequence(finding, reader),
            remedy: finding::remedy(finding),
        }
    }
}
