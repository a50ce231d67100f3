//! The report of one workspace.

use license::{LimitKind, Renewal};

use super::{Period, Subject, changes, event, module_names, tone};
use crate::{
    i18n::{Audience, values},
    present::{
        document::{Block, Cell, Document, Plot, Section, Table, Tone},
        view::{DeadlineView, GrantedModuleView, LimitView},
    },
};

/// Everything that is known about a workspace, and what changed in a period.
pub fn workspace(subject: &Subject, period: Period, reader: &Audience<'_>) -> Document {
    let (words, view) = (reader.words, &subject.view.row);
    let as_of = match view.fetched_at {
        Some(at) => words.format("report-as-of", &values!["at" => reader.instant(at)]),
        None => words.text("report-never-checked"),
    };
    let section = |id: &str, blocks: Vec<Block>| Section { title: words.text(id), blocks };
    let mut changed = vec![Block::Text(changes::period_line(period, reader))];
    changed.push(changes::list(std::slice::from_ref(subject), reader));
    let sections = [
        section("report-license", license(subject, reader)),
        section("report-deadlines", vec![deadlines(subject, reader)]),
        section("report-limits", limits(subject, reader)),
        section("report-modules", vec![modules(&view.modules, reader)]),
        section("report-changes-title", changed),
    ];
    Document {
        title: words.format("report-of", &values!["name" => view.name.as_str()]),
        preface: vec![view.url.clone(), as_of],
        sections: sections.into(),
    }
}

fn license(subject: &Subject, reader: &Audience<'_>) -> Vec<Block> {
    let (words, view, licenses) = (reader.words, &subject.view.row, &subject.view.licenses);
    let doubt = subject.doubt(reader).map(|doubt| (Tone::Urgent, doubt.title, doubt.text));
    let differing = view.differing_answers.as_ref().map(|one| (Tone::Urgent, one.title.clone(), one.text.clone()));
    let findings = view.findings.iter().map(|finding| {
        let text = [finding.reasons.as_slice(), std::slice::from_ref(&finding.consequence)].concat().join(" ");
        (tone(finding.attention), finding.title.clone(), text)
    });
    let notices = doubt.into_iter().chain(differing).chain(findings);
    let mut blocks: Vec<_> = notices.map(|(tone, title, text)| Block::Notice { tone, title, text }).collect();
    let renewal = licenses.first().map(|license| {
        words.text(match license.renewal {
            Renewal::Automatic => "renewal-automatic",
            Renewal::Manual => "renewal-manual",
        })
    });
    let holder = licenses.first().and_then(|license| license.granted_to.clone());
    let facts = [
        ("column-state", Cell::State(tone(view.attention), view.state.clone())),
        ("column-plan", Cell::text(subject.plans())),
        ("column-ends", Cell::date(view.ends_at.or(view.lapsed_at))),
        ("column-renewal", Cell::text(renewal.as_deref().map(super::capitalized))),
        ("column-granted-to", Cell::text(holder)),
        ("column-server", Cell::text(view.server_version.clone())),
        ("column-supported-until", Cell::date(view.support.map(|support| support.ends_at))),
        ("column-checked", Cell::instant(view.fetched_at)),
    ];
    let facts = facts.into_iter().filter(|(_, value)| *value != Cell::Empty);
    blocks.push(Block::Facts(facts.map(|(id, value)| (words.text(id), value)).collect()));
    blocks
}

fn deadlines(subject: &Subject, reader: &Audience<'_>) -> Block {
    let view = &subject.view;
    let of_licenses = view.licenses.iter().flat_map(|license| &license.deadlines);
    let mut all: Vec<&DeadlineView> = view.timeline.iter().collect();
    for deadline in of_licenses {
        if !all.contains(&deadline) {
            all.push(deadline);
        }
    }
    if all.is_empty() {
        return Block::Text(reader.words.text("report-no-deadlines"));
    }
    all.sort_by_key(|deadline| deadline.at);
    Block::Table(Table {
        columns: ["column-date", "column-what-stops"].iter().map(|id| reader.words.text(id)).collect(),
        rows: all
            .into_iter()
            .map(|deadline| vec![Cell::Instant(deadline.at), Cell::Text(event(deadline, reader))])
            .collect(),
    })
}

fn limits(subject: &Subject, reader: &Audience<'_>) -> Vec<Block> {
    let words = reader.words;
    if subject.view.limits.is_empty() {
        return vec![Block::Text(words.text("report-no-limits"))];
    }
    let row = |limit: &LimitView| {
        vec![
            Cell::State(tone(limit.attention), super::capitalized(&words.kind(limit.kind))),
            Cell::number(limit.used),
            limit.max.map_or_else(|| Cell::Text(words.text("unlimited")), Cell::Number),
            Cell::number(limit.left),
            Cell::date(subject.runs_out_at(limit.kind)),
        ]
    };
    let table = Table {
        columns: ["column-limit", "column-used", "column-max", "column-left", "column-full"]
            .iter()
            .map(|id| words.text(id))
            .collect(),
        rows: subject.view.limits.iter().map(row).collect(),
    };
    std::iter::once(Block::Table(table)).chain(plot(subject, reader)).collect()
}

/// The seats over time, from two samples on.
fn plot(subject: &Subject, reader: &Audience<'_>) -> Option<Block> {
    let seats = subject.usage.iter().find(|history| history.kind == LimitKind::ActiveUsers)?;
    let points: Vec<_> = seats.samples.iter().map(|sample| (sample.at, sample.used)).collect();
    let max = seats.samples.last()?.max;
    (points.len() > 1).then(|| Block::Plot(Plot { title: reader.words.text("report-seats-plot"), points, max }))
}

fn modules(modules: &[GrantedModuleView], reader: &Audience<'_>) -> Block {
    let names = |active: bool| {
        let ids: Vec<_> = modules.iter().filter(|one| one.active == active).map(|module| module.id.clone()).collect();
        Cell::text(Some(module_names(&ids, reader)))
    };
    if modules.is_empty() {
        return Block::Text(reader.words.text("report-no-modules"));
    }
    let facts = [("report-modules-on", names(true)), ("report-modules-off", names(false))];
    let facts = facts.into_iter().filter(|(_, names)| *names != Cell::Empty);
    Block::Facts(facts.map(|(id, names)| (reader.words.text(id), names)).collect())
}
