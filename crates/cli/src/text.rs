//! One workspace as a block of text.

use std::{borrow::Cow, fmt::Write};

use license::{Deadline, DeadlineKind, Entitlement, License, Limit, Renewal, Tag, Visible};
use watch::present::{
    finding,
    report::{ErrorReport, LicenseReport},
};

use crate::{
    finding::{Finding, State, Subject, findings},
    load::Watched,
    policy::{Thresholds, Topic},
    wording::{self, Reader},
};

/// The width that lists are wrapped at.
const WIDTH: usize = 100;

/// The lines of one block.
struct Block(String);

impl Block {
    /// A line that starts with a name, indented by `depth` steps. Long text wraps with a hanging indent.
    fn row(&mut self, depth: usize, name: &str, text: &str) {
        const NAME: usize = 12;
        let indent = "  ".repeat(depth);
        let room = WIDTH.saturating_sub(indent.len() + NAME);
        for (number, line) in wrap(text, room).iter().enumerate() {
            let name = if number == 0 { name } else { "" };
            self.line(&format!("{indent}{name:<NAME$}{line}"));
        }
    }

    fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }
}

/// The text of a workspace.
pub(crate) fn render(watched: &Watched, reader: &Reader) -> String {
    let report = watched.report(reader.now);
    let snapshot = &watched.snapshot;
    let mut block = Block(String::new());
    block.line(&report.name);
    block.row(1, "Address", &report.url);
    let state = watch::present::state::state(snapshot, &reader.watch());
    let code = report.status.code().replace('_', " ");
    block.row(1, "Status", &if state.starts_with(&code) { state } else { format!("{code} ({state})") });
    if watched.is_archived {
        block.row(1, "Archived", "yes: not refreshed, and left out of “check”");
    }
    if let Some(version) = &report.server_version {
        block.row(1, "Server", &format!("Rocket.Chat {version}"));
    }
    if let Some(at) = report.fetched_at {
        let age = match report.stale {
            true => format!(" ({}: may be outdated)", reader.distance(at)),
            false => String::new(),
        };
        block.row(1, "Checked", &format!("{}{age}", reader.instant(at)));
    }
    if let Some(ErrorReport { message, hint, .. }) = &report.error {
        block.row(1, "Error", message);
        block.row(1, "What to do", hint);
    }
    for Finding { state, text, subject, is_muted, .. } in findings(watched, Thresholds::default(), reader) {
        match (is_muted, subject) {
            _ if state == State::Ok => {}
            (true, _) => block.row(1, "Muted", &text),
            (false, Subject::Expectation) => block.row(1, "Finding", &text),
            (false, Subject::Unread | Subject::License | Subject::Limit | Subject::Condition) => {}
        }
    }
    let observation = snapshot.observation();
    let is_muted = |finding: &license::Finding| watched.policy.is_muted(Topic::Condition(finding.kind()));
    for finding in observation.findings(reader.now).into_iter().filter(|finding| !is_muted(finding)) {
        let reader = reader.watch();
        block.line("");
        block.row(1, "Finding", &finding::title(&finding, &reader));
        block.row(1, "", &finding::body(&finding, &reader));
    }
    let deadlines = snapshot.facts.deadlines.iter().enumerate();
    for (number, deadline) in deadlines {
        if number == 0 {
            block.line("");
        }
        block.row(1, if number == 0 { "Deadlines" } else { "" }, &deadline_line(None, deadline, reader));
    }
    for (license, report) in observation.licenses().iter().zip(&report.licenses) {
        block.line("");
        write_license(&mut block, license, report, reader);
    }
    if observation.licenses().is_empty() {
        if let Some(Entitlement::NotPermitted(visible)) = &snapshot.answer {
            write_visible(&mut block, visible);
        }
        write_limits(&mut block, 1, &observation.limits(reader.now), reader);
    }
    block.0
}

/// What an account without permission sees of a license.
fn write_visible(block: &mut Block, visible: &Visible) {
    block.line("");
    let in_force = match visible.has_valid_license {
        Some(true) => "a license is active",
        Some(false) => "no license is active",
        None => "the server does not report whether a license is active",
    };
    let trial = if visible.trial { ", a trial" } else { "" };
    block.row(1, "License", &format!("{in_force}{trial}"));
    let tags: Vec<_> = visible.tags.iter().map(tag_text).collect();
    if !tags.is_empty() {
        block.row(1, "Tags", &tags.join(", "));
    }
    let modules: Vec<_> = visible.modules.iter().map(|module| module.id.to_string()).collect();
    if !modules.is_empty() {
        block.row(1, "Modules", &format!("{}: {}", modules.len(), modules.join(", ")));
    }
}

fn write_license(block: &mut Block, license: &License, report: &LicenseReport, reader: &Reader) {
    let trial = if license.trial { ", a trial" } else { "" };
    block.row(1, "License", &format!("{}{trial}", license.plan));
    let tags: Vec<_> = license.tags.iter().map(tag_text).collect();
    if !tags.is_empty() {
        block.row(2, "Tags", &tags.join(", "));
    }
    let end = match license.expires_at() {
        Some(at) => {
            format!("{}, on {}", reader.happens(at, wording::end_of(license.effective_renewal())), reader.instant(at))
        }
        None if license.end_is_unreadable() => "unknown: invalid date".to_owned(),
        None => "never".to_owned(),
    };
    block.row(2, "End", &end);
    if let Some(at) = license.visual_expiration.filter(|at| Some(*at) != license.expires_at()) {
        block.row(2, "Shown end", &format!("{} (on the Subscription page)", reader.instant(at)));
    }
    for (id, name) in [(&license.workspace_id, "Workspace"), (&license.granted_by, "Granted by")] {
        if let Some(id) = id {
            block.row(2, name, id.as_str());
        }
    }
    if let Some(addressee) = license.granted_to.line() {
        block.row(2, "Granted to", &addressee);
    }
    for (number, deadline) in license.deadlines.iter().enumerate() {
        block.row(2, if number == 0 { "Deadlines" } else { "" }, &deadline_line(Some(license), deadline, reader));
    }
    write_limits(block, 2, &license.limits, reader);
    let named = |active: bool| {
        let modules = report.modules.iter().filter(|module| module.active == active);
        modules.map(|m| if m.external { format!("{} (external)", m.id) } else { m.id.clone() }).collect::<Vec<_>>()
    };
    for (name, modules) in [("Modules", named(true)), ("Inactive", named(false))] {
        if !modules.is_empty() {
            block.row(2, name, &format!("{}: {}", modules.len(), modules.join(", ")));
        }
    }
    for remark in wording::remarks(license) {
        block.row(2, "Note", &remark);
    }
}

fn tag_text(tag: &Tag) -> String {
    match tag.color {
        Some(color) => format!("{} {color}", tag.name),
        None => tag.name.to_string(),
    }
}

fn deadline_line(license: Option<&License>, deadline: &Deadline, reader: &Reader) -> String {
    let renewal = license.map_or(Renewal::Manual, License::effective_renewal);
    let mut line = format!(
        "{}, {}: {}",
        reader.instant(deadline.at),
        reader.distance(deadline.at),
        reader.watch().words.event(deadline, renewal, reader.now)
    );
    if !deadline.modules.is_empty() {
        let modules: Vec<_> = deadline.modules.iter().map(ToString::to_string).collect();
        // Writing to a string cannot fail.
        let _ = write!(line, " ({})", modules.join(", "));
    }
    if deadline.kind == DeadlineKind::TrialEnd && license.is_some_and(|license| !license.trial) {
        line.push_str(" (no longer a trial)");
    }
    line
}

fn write_limits(block: &mut Block, depth: usize, limits: &[Limit], reader: &Reader) {
    for (number, limit) in limits.iter().enumerate() {
        let amount = match (limit.used, limit.effective_max().number()) {
            (Some(used), Some(max)) => format!("{used} of {max}"),
            (Some(used), None) => format!("{used} (unlimited)"),
            (None, Some(max)) => format!("at most {max}"),
            (None, None) => "unlimited".to_owned(),
        };
        block.row(
            depth,
            if number == 0 { "Limits" } else { "" },
            &format!("{}: {amount}", reader.watch().words.kind(limit.kind)),
        );
    }
}

/// Wraps text into lines of at most `width` columns, only between words, so that module names are not broken.
fn wrap(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    let options = textwrap::Options::new(width).break_words(false);
    textwrap::wrap(text, options.word_splitter(textwrap::WordSplitter::NoHyphenation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("extraordinarily long", 5), ["extraordinarily", "long"]);
        assert_eq!(wrap("two-part name", 8), ["two-part", "name"]);
        assert_eq!(wrap("東京 支社 一", 9), ["東京 支社", "一"], "each of these characters takes two columns");
        assert_eq!(wrap("", 5), [""]);
    }
}
