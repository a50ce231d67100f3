//! A license, in the window.

use jiff::Timestamp;
use license::{AddressFit, AddressPattern, Deadline, DeadlineKind, License, Nearness, Observation, Owner, PatternKind};
use license::{RemarkKind, Renewal};
use serde::Serialize;
use ts_rs::TS;

use super::{deadline::DeadlineView, limit::LimitView};
use crate::present::report::{LicenseReport, ModuleReport, TagReport};

/// A license in the window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LicenseView {
    /// Its own id.
    pub license_id: Option<String>,
    /// The plan's name.
    pub plan: String,
    /// The vendor's tags.
    pub tags: Vec<TagReport>,
    /// Whether it is a trial.
    pub trial: bool,
    /// How it really continues after its end: neither a trial nor an offline license renews itself.
    pub renewal: Renewal,
    /// When it was issued.
    #[ts(type = "string | null")]
    pub issued_at: Option<Timestamp>,
    /// When the server stops honoring it.
    #[ts(type = "string | null")]
    pub expires_at: Option<Timestamp>,
    /// Whether an end is stated and cannot be read.
    pub is_end_unreadable: bool,
    /// How near its end is; `null` without an end.
    pub nearness: Option<Nearness>,
    /// The end that the vendor's own pages show.
    #[ts(type = "string | null")]
    pub visual_expiration: Option<Timestamp>,
    /// What of it stops next.
    pub next_stop: Option<DeadlineView>,
    /// Its deadlines, soonest first.
    pub deadlines: Vec<DeadlineView>,
    /// What it grants.
    pub modules: Vec<ModuleReport>,
    /// How much it allows.
    pub limits: Vec<LimitView>,
    /// Whom it was issued to.
    pub granted_to: Option<String>,
    /// How it was granted.
    pub granted_by: Option<String>,
    /// The id of the workspace that it was issued for.
    pub workspace_id: Option<String>,
    /// The addresses that it is valid for.
    pub address_patterns: Vec<AddressPatternView>,
    /// Whether it is issued for the address of the workspace.
    pub fits: AddressFit,
    /// Whether it works without the vendor's cloud.
    pub offline: bool,
    /// Whether it can be cancelled.
    pub cancellable: bool,
    /// The fields that could not be read.
    pub remarks: Vec<RemarkView>,
}

/// An address that a license is valid for, or a pattern for addresses.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AddressPatternView {
    /// Its text: text from a stranger.
    pub value: String,
    /// How the server reads it.
    pub kind: PatternKind,
}

/// A field that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "Remark")]
pub struct RemarkView {
    /// What is wrong with it.
    pub kind: RemarkKind,
    /// Which field.
    pub field: String,
    /// Its value: text from a stranger.
    pub value: String,
}

impl LicenseView {
    /// The view of a license of the workspace at this address, at a given now.
    pub(super) fn new(license: &License, observation: &Observation<'_>, address: &str, now: Timestamp) -> Self {
        let text = |label: &license::Label| label.to_string();
        let end = license.expires_at().map(|end| Deadline::new(end, DeadlineKind::Expiry));
        let report = LicenseReport::new(license, observation, now);
        Self {
            license_id: license.id.as_ref().map(text),
            plan: report.plan,
            tags: report.tags,
            trial: report.trial,
            renewal: license.effective_renewal(),
            issued_at: license.issued_at,
            expires_at: report.expires_at,
            is_end_unreadable: license.end_is_unreadable(),
            nearness: end.map(|end| license.nearness(&end, now)),
            visual_expiration: report.visual_expiration,
            next_stop: license.next_stop(now).map(|deadline| DeadlineView::new(Owner::License(license), deadline, now)),
            deadlines: license
                .deadlines
                .iter()
                .map(|deadline| DeadlineView::new(Owner::License(license), deadline, now))
                .collect(),
            modules: report.modules,
            limits: license.limits.iter().map(LimitView::from).collect(),
            granted_to: license.granted_to.line(),
            granted_by: license.granted_by.as_ref().map(text),
            workspace_id: report.workspace_id,
            address_patterns: license.addresses.iter().map(AddressPatternView::from).collect(),
            fits: license.fits(address),
            offline: license.offline,
            cancellable: license.cancellable,
            remarks: license.remarks.iter().map(RemarkView::from).collect(),
        }
    }
}

impl From<&AddressPattern> for AddressPatternView {
    fn from(pattern: &AddressPattern) -> Self {
        Self { value: pattern.value.to_string(), kind: pattern.kind }
    }
}

impl From<&license::Remark> for RemarkView {
    fn from(remark: &license::Remark) -> Self {
        Self { kind: remark.kind, field: remark.field.to_string(), value: remark.value.to_string() }
    }
}
