//! A license key before it is applied, and what became of it, as text.

use license::{LimitKind, Shortage};
use watch::{
    present::{
        report::LicenseReport,
        view::{KeyApplied, KeyChecker, KeyPreview, KeyReason, KeyVerdict, RenewalOutcome},
    },
    reminders::causes::changed,
};

use super::words;
use crate::wording::Reader;

/// What a key would change, and whether it fits.
pub(super) fn preview(preview: &KeyPreview, name: &str, reader: &Reader) -> String {
    if preview.is_same_key {
        return lines(vec![words::SAME_KEY.to_owned(), indented(words::SAME_KEY_TEXT)]);
    }
    let mut out = Vec::new();
    match &preview.verdict {
        KeyVerdict::Fits { checked_by: _ } if !preview.shortages.is_empty() => {
            out.push(words::FITS_BELOW_USE.to_owned());
            out.push(indented(words::SHORTAGE_TEXT));
        }
        KeyVerdict::Fits { checked_by } => {
            out.push(words::FITS.to_owned());
            out.push(indented(match checked_by {
                KeyChecker::Server => words::FITS_BY_SERVER,
                KeyChecker::LicenseWatch => words::FITS_BY_US,
            }));
        }
        KeyVerdict::Unchecked => {
            out.push(words::UNCHECKED.to_owned());
            out.push(indented(&with(words::UNCHECKED_TEXT, &[("name", name)])));
        }
        KeyVerdict::DoesNotFit { reasons: why } => {
            out.push(with(words::DOES_NOT_FIT, &[("name", name)]));
            out.extend(reasons(why, reader));
            out.push(indented(words::DOES_NOT_FIT_TEXT));
        }
    }
    out.extend(preview.shortages.iter().map(shortage));
    match &preview.after {
        Some(after) => {
            out.push(indented(&format!("Now: {}", license(preview.before.as_ref(), reader))));
            out.push(indented(&format!("With this key: {}", license(Some(after), reader))));
            out.extend(changes(preview.changes.iter().map(|change| &change.change), reader));
        }
        None => out.push(indented(words::UNREADABLE)),
    }
    if let Some(id) = &preview.other_workspace {
        out.push(indented(&with(words::OTHER_WORKSPACE, &[("id", id)])));
    }
    let fits = matches!(preview.verdict, KeyVerdict::Fits { .. });
    if !preview.can_restore && !fits && preview.before.is_some() {
        out.push(indented(words::CANNOT_RESTORE));
    }
    lines(out)
}

/// The question before it is applied.
pub(super) fn question(preview: &KeyPreview, name: &str) -> String {
    let text = match &preview.verdict {
        KeyVerdict::DoesNotFit { .. } => words::AGREE_LOST,
        KeyVerdict::Unchecked => words::AGREE_UNCHECKED,
        KeyVerdict::Fits { .. } if !preview.shortages.is_empty() => words::AGREE_SHORTAGE,
        KeyVerdict::Fits { .. } => words::APPLY,
    };
    with(text, &[("name", name)]) + "?"
}

/// What became of it.
pub(super) fn applied(applied: &KeyApplied, name: &str, reader: &Reader) -> String {
    let mut out = Vec::new();
    match &applied.outcome {
        RenewalOutcome::Applied => {
            let is_short = !applied.shortages.is_empty();
            out.push(if is_short { words::APPLIED_BELOW_USE } else { words::APPLIED }.to_owned());
            out.extend(applied.shortages.iter().map(shortage));
            out.push(indented(&format!("Before: {}", license(applied.before.as_ref(), reader))));
            out.push(indented(&format!("Now: {}", license(applied.after.as_ref(), reader))));
            out.extend(changes(applied.changes.iter().map(|change| &change.change), reader));
        }
        RenewalOutcome::Unchanged => {
            out.push(words::SAME_KEY.to_owned());
            out.push(indented(words::SAME_KEY_TEXT));
        }
        RenewalOutcome::NeedsConsent { reasons: why } => {
            out.push(with(words::DOES_NOT_FIT, &[("name", name)]));
            out.extend(reasons(why, reader));
            out.push(indented(words::DOES_NOT_FIT_TEXT));
        }
        RenewalOutcome::Refused { reasons: why } => {
            out.push(words::REFUSED.to_owned());
            out.extend(reasons(why, reader));
            out.push(indented(words::REFUSED_TEXT));
        }
        RenewalOutcome::LicenseGone { reasons: why } => {
            out.push(with(words::GONE, &[("name", name)]));
            out.extend(reasons(why, reader));
            out.push(indented(words::GONE_TEXT));
        }
        RenewalOutcome::Unconfirmed => {
            out.push(words::UNCONFIRMED.to_owned());
            out.push(indented(words::UNCONFIRMED_TEXT));
        }
    }
    lines(out)
}

/// A license in a line.
fn license(license: Option<&LicenseReport>, reader: &Reader) -> String {
    let Some(license) = license else { return "no license".to_owned() };
    match license.expires_at {
        Some(end) => format!("{}, until {}", license.plan, reader.instant(end)),
        None => format!("{}, without an end", license.plan),
    }
}

fn changes<'a>(changes: impl Iterator<Item = &'a license::Change>, reader: &Reader) -> Vec<String> {
    changes.map(|change| indented(&format!("- {}", changed::line(change, &reader.watch())))).collect()
}

fn reasons(reasons: &[KeyReason], reader: &Reader) -> Vec<String> {
    match reasons {
        [] => vec![indented(words::BECAUSE_UNKNOWN)],
        reasons => reasons.iter().map(|one| indented(&reason(one, reader))).collect(),
    }
}

fn reason(reason: &KeyReason, reader: &Reader) -> String {
    match reason {
        KeyReason::Address { issued_for, address } if issued_for.is_empty() => {
            with(words::BECAUSE_ADDRESS, &[("address", address)])
        }
        KeyReason::Address { issued_for, address } => {
            with(words::BECAUSE_ADDRESS_OF, &[("issuedFor", &issued_for.join(", ")), ("address", address)])
        }
        KeyReason::Ended { at } => with(words::BECAUSE_ENDED, &[("at", &reader.instant(*at))]),
        KeyReason::NotBegun { at } => with(words::BECAUSE_NOT_BEGUN, &[("at", &reader.instant(*at))]),
        KeyReason::Period => words::BECAUSE_PERIOD.to_owned(),
        KeyReason::Limit { limit: None, .. } => words::BECAUSE_LIMIT.to_owned(),
        KeyReason::Limit { limit: Some(kind), used: Some(used), max: Some(max) } => {
            let (used, max) = (used.to_string(), max.to_string());
            with(words::BECAUSE_LIMIT_BY, &[("limit", limit(*kind)), ("used", &used), ("max", &max)])
        }
        KeyReason::Limit { limit: Some(kind), .. } => with(words::BECAUSE_LIMIT_OF, &[("limit", limit(*kind))]),
        KeyReason::Other { name } if name.is_empty() => words::BECAUSE_UNKNOWN.to_owned(),
        KeyReason::Other { name } => with(words::BECAUSE_OTHER, &[("name", name)]),
    }
}

fn shortage(shortage: &Shortage) -> String {
    let (used, max) = (shortage.used.to_string(), shortage.max.to_string());
    let values = [("limit", limit(shortage.limit)), ("used", used.as_str()), ("max", max.as_str())];
    indented(&with(words::SHORTAGE, &values))
}

fn limit(kind: LimitKind) -> &'static str {
    match kind {
        LimitKind::ActiveUsers => words::SEATS,
        LimitKind::GuestUsers => words::GUEST_USERS,
        LimitKind::RoomsPerGuest => words::ROOMS_PER_GUEST,
        LimitKind::PrivateApps => words::PRIVATE_APPS,
        LimitKind::MarketplaceApps => words::MARKETPLACE_APPS,
        LimitKind::MonthlyActiveContacts => words::MONTHLY_ACTIVE_CONTACTS,
    }
}

/// A text with its placeholders filled. What was filled in is not looked at again, because it may look like one.
fn with(text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        out.push_str(value.unwrap_or_default());
        out.push_str(rest);
    }
    out
}

fn indented(text: &str) -> String {
    format!("  {text}")
}

fn lines(lines: Vec<String>) -> String {
    lines.join("\n") + "\n"
}
