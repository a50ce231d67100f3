//! The fleet file: workspaces and alerts named in TOML, with secrets from the environment or from files.
//!
//! What is wrong with one workspace or alert of it costs that one, and never the others. Only a file that is not TOML, that
//! names no workspace, or the same name twice, cannot be used at all.

mod alert;
mod entry;
mod error;
mod judgment;
pub(crate) mod secret;
mod text_file;

use std::{collections::HashSet, ops::Range, path::Path};

use license::Label;
use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue, ValueDeserializer},
};
use watch::deliver::channel::ChannelName;

use crate::{misplaced, output, policy::Policy};
use entry::Section;
use error::{Problem, Source};

pub(crate) use alert::{Alert, AlertDraft};
pub(crate) use entry::{Draft, Member};
pub(crate) use error::{EntryError, FleetError};

/// The largest size of a fleet file and of a certificate file, in bytes: a file of another kind, named by mistake, must
/// not fill the memory.
const MOST: u64 = 16 << 20;

/// An entry of a fleet file.
#[derive(Clone)]
pub(crate) struct Entry {
    /// The name of the workspace or, if it has no usable one, the location of the entry.
    pub(crate) name: Label,
    /// The address of the workspace; empty if it has no usable one.
    pub(crate) url: String,
    /// How the workspace is judged.
    pub(crate) policy: Policy,
    /// The workspace, or why the entry cannot be used.
    pub(crate) workspace: Result<Draft, EntryError>,
}

/// An alert of a fleet file.
pub(crate) struct AlertEntry {
    /// Its name; `None` if it has no usable one.
    pub(crate) name: Option<ChannelName>,
    /// The alert, or why it cannot be used.
    pub(crate) alert: Result<AlertDraft, EntryError>,
}

/// What is in a fleet file.
pub(crate) struct FleetFile {
    /// The workspaces.
    pub(crate) entries: Vec<Entry>,
    /// The alerts.
    pub(crate) alerts: Vec<AlertEntry>,
}

/// Reads the workspaces of a fleet file, for whoever sends no alerts. What is wrong with an alert is said.
///
/// # Errors
/// As [`read_all`].
pub(crate) fn read(path: &Path) -> Result<Vec<Entry>, FleetError> {
    let FleetFile { entries, alerts } = read_all(path)?;
    for error in alerts.iter().filter_map(|alert| alert.alert.as_ref().err()) {
        output::note(&error.to_string());
    }
    Ok(entries)
}

/// Reads a fleet file. What its entries and alerts refer to is not read yet.
///
/// # Errors
/// If no entry of it can be used, with the line and column of the reason.
pub(crate) fn read_all(path: &Path) -> Result<FleetFile, FleetError> {
    let text = text_file::read_text(path, MOST).map_err(|reason| FleetError::file(path, &reason))?;
    let source = Source::new(path, &text);
    file(&source).map_err(|problem| FleetError::Content(source.error(&problem)))
}

fn file(source: &Source) -> Result<FleetFile, Problem> {
    let table = DeTable::parse(source.text()).map_err(|error| Problem::of_toml(&error, source.text()))?.into_inner();
    let (mut entries, mut unknown) = (Vec::new(), Vec::new());
    let (mut alert_sections, mut alerts) = (DeArray::new(), Vec::new());
    for (key, value) in table {
        match (key.get_ref().as_ref(), value.into_inner()) {
            ("workspace", DeValue::Array(sections)) => entries = workspaces(sections, source)?,
            ("workspace", _) => {
                return Err(Problem::at(key.span(), "workspace: use [[workspace]], in double brackets"));
            }
            ("alert", DeValue::Array(sections)) => alert_sections = sections,
            ("alert", _) => {
                let problem = Problem::at(key.span(), "alert: use [[alert]], in double brackets");
                alerts.push(AlertEntry { name: None, alert: Err(source.error(&problem)) });
            }
            (other, _) => {
                let text = misplaced::redacted(&format!("unknown field `{other}`, expected `workspace` or `alert`"));
                unknown.push(Problem::at(key.span(), text));
            }
        }
    }
    if entries.is_empty() {
        let nothing = || Problem::at(0..0, "no workspaces: add a [[workspace]] section");
        return Err(unknown.into_iter().next().unwrap_or_else(nothing));
    }
    // An unknown key may be a workspace with a slip in it, so that it is an entry that cannot be used.
    entries.extend(unknown.iter().map(|problem| unusable(None, String::new(), problem, source)));
    alerts.extend(self::alerts(alert_sections, &entries, source));
    Ok(FleetFile { entries, alerts })
}

fn alerts(sections: DeArray<'_>, entries: &[Entry], source: &Source) -> Vec<AlertEntry> {
    let known: HashSet<_> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let mut names = HashSet::new();
    let mut alert = |section: Spanned<DeValue<'_>>| {
        let problem = |text: &str| Problem::at(section.span(), text);
        let (name, at) = match name(&section, "alert").and_then(|name| name.ok_or_else(|| problem("no name: set name")))
        {
            Ok(name) => name,
            Err(problem) => return AlertEntry { name: None, alert: Err(source.error(&problem)) },
        };
        let alert = if names.insert(name.clone()) {
            alert::draft(section, &name, &known, source)
        } else {
            Err(Problem::at(at, "name: used by another alert in this file").of_alert(&name))
        };
        AlertEntry { name: alert::channel_name(&name), alert: alert.map_err(|problem| source.error(&problem)) }
    };
    sections.into_iter().map(&mut alert).collect()
}

fn workspaces(sections: DeArray<'_>, source: &Source) -> Result<Vec<Entry>, Problem> {
    let mut names = HashSet::new();
    let mut entries = Vec::with_capacity(sections.len());
    for section in sections {
        let name = match name(&section, "workspace") {
            Ok(name) => name,
            Err(problem) => {
                entries.push(unusable(None, url(&section), &problem, source));
                continue;
            }
        };
        let name = name.map(|(name, span)| {
            let is_new = names.insert(name.clone());
            let again = Problem::at(span, "name: used by another workspace in this file");
            if is_new { Ok(name) } else { Err(again.of(&name)) }
        });
        entries.push(entry(section, name.transpose()?, source));
    }
    Ok(entries)
}

/// The name in a section; `None` if there is none.
fn name(section: &Spanned<DeValue<'_>>, key: &str) -> Result<Option<(Label, Range<usize>)>, Problem> {
    if !section.get_ref().is_table() {
        return Err(Problem::at(section.span(), format!("{key}: not a section; use [[{key}]]")));
    }
    let Some((text, span)) = text(section, "name") else { return Ok(None) };
    let name = Label::new(text);
    match name.is_empty() {
        true => Err(Problem::at(span, "name: must not be empty")),
        false if rocketchat::holds_token(text) => Err(Problem::at(span, "name: looks like a token")),
        false => Ok(Some((name, span))),
    }
}

/// The address in a section that cannot be used otherwise; empty if there is no usable one.
fn url(section: &Spanned<DeValue<'_>>) -> String {
    let address = text(section, "url").and_then(|(text, span)| entry::address(text, span).ok());
    address.map(|address| address.to_string()).unwrap_or_default()
}

fn text<'a>(section: &'a Spanned<DeValue<'_>>, key: &str) -> Option<(&'a str, Range<usize>)> {
    let DeValue::Table(table) = section.get_ref() else { return None };
    let (_, value) = table.iter().find(|(known, _)| known.get_ref() == key)?;
    Some((value.get_ref().as_str()?, value.span()))
}

fn entry(section: Spanned<DeValue<'_>>, name: Option<Label>, source: &Source) -> Entry {
    let (span, url) = (section.span(), url(&section));
    let read = Section::deserialize(ValueDeserializer::from(section))
        .map_err(|error| Problem::of_toml(&error, source.text()).or_at(span.clone()))
        .and_then(|section| section.into_draft(span.clone(), source));
    match read {
        Ok((draft, policy)) => Entry { name: draft.name().clone(), url, policy, workspace: Ok(draft) },
        Err(problem) => unusable(name, url, &problem.or_at(span), source),
    }
}

fn unusable(name: Option<Label>, url: String, problem: &Problem, source: &Source) -> Entry {
    let error = match &name {
        Some(name) => source.error(&problem.clone().of(name)),
        None => source.error(problem),
    };
    let name = name.unwrap_or_else(|| Label::new(&error.place()));
    Entry { name, url, policy: Policy::default(), workspace: Err(error) }
}
