//! The part of a section that says how the workspace is judged.

use std::collections::{BTreeMap, BTreeSet};

use license::{Label, LimitKind, ModuleId};
use serde::Deserialize;
use strum::IntoEnumIterator;
use toml::Spanned;

use super::{entry::Section, error::Problem};
use crate::{
    duration::Span,
    misplaced::shown,
    policy::{Expectation, Levels, LicenseExpectation, Policy, Topic},
};

/// What the workspace must have, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectSection {
    license: Option<bool>,
    plan: Option<Spanned<String>>,
    #[serde(default)]
    modules: Vec<Spanned<String>>,
    seats: Option<u64>,
}

/// From which percentage on a limit counts, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelsSection {
    warn: Option<u32>,
    crit: Option<u32>,
}

/// How the workspace of a section is judged.
pub(super) fn policy(section: &Section) -> Result<Policy, Problem> {
    let warn = section.warn.as_ref().map(|text| span("warn", text)).transpose()?;
    let crit = section.crit.as_ref().map(|text| span("crit", text)).transpose()?;
    if let (Some(warn), Some(crit), Some(text)) = (warn, crit, &section.crit)
        && crit > warn
    {
        return Err(Problem::at(text.span(), "crit: must not be longer than warn"));
    }
    Ok(Policy {
        expect: section.expect.as_ref().map_or(Ok(Expectation::Unstated), expectation)?,
        warn,
        crit,
        mute: muted(&section.mute)?,
        limits: limits(&section.limits)?,
    })
}

fn span(key: &str, text: &Spanned<String>) -> Result<Span, Problem> {
    text.get_ref().parse().map_err(|error| Problem::at(text.span(), format!("{key}: {error}")))
}

fn expectation(section: &Spanned<ExpectSection>) -> Result<Expectation, Problem> {
    let ExpectSection { license, plan, modules, seats } = section.get_ref();
    let is_more_stated = plan.is_some() || !modules.is_empty() || seats.is_some();
    match license {
        None if !is_more_stated => Ok(Expectation::Unstated),
        Some(false) if !is_more_stated => Ok(Expectation::NoLicense),
        Some(false) => {
            let text = "expect: plan, modules and seats require a license";
            Err(Problem::at(section.span(), text))
        }
        None | Some(true) => Ok(Expectation::License(LicenseExpectation {
            plan: plan.as_ref().map(|plan| expected("plan", plan)).transpose()?.map(Label::new),
            modules: modules
                .iter()
                .map(|module| expected("modules", module).map(ModuleId::new))
                .collect::<Result<_, _>>()?,
            seats: *seats,
        })),
    }
}

/// A name that a message repeats if it is not there.
fn expected<'a>(key: &str, name: &'a Spanned<String>) -> Result<&'a str, Problem> {
    match name.get_ref().as_str() {
        text if Label::new(text).is_empty() => Err(Problem::at(name.span(), format!("expect: {key}: is empty"))),
        text if rocketchat::holds_token(text) => {
            Err(Problem::at(name.span(), format!("expect: {key}: looks like a token")))
        }
        text => Ok(text),
    }
}

fn muted(codes: &[Spanned<String>]) -> Result<Vec<Topic>, Problem> {
    let mut muted = Vec::new();
    for code in codes {
        muted.extend(Topic::with_code(code.get_ref()));
        if Topic::with_code(code.get_ref()).next().is_none() {
            let known: BTreeSet<_> = Topic::all().map(Topic::code).collect();
            return Err(unknown("mute", code, known));
        }
    }
    Ok(muted)
}

fn limits(section: &BTreeMap<Spanned<String>, Spanned<LevelsSection>>) -> Result<BTreeMap<LimitKind, Levels>, Problem> {
    let mut limits = BTreeMap::new();
    for (code, levels) in section {
        let kind =
            code.get_ref().parse().map_err(|_| unknown("limits", code, LimitKind::iter().map(LimitKind::code)))?;
        let LevelsSection { warn, crit } = *levels.get_ref();
        if let (Some(warn), Some(crit)) = (warn, crit)
            && warn > crit
        {
            return Err(Problem::at(levels.span(), format!("limits: {}: warn is above crit", LimitKind::code(kind))));
        }
        limits.insert(kind, Levels { warn, crit });
    }
    Ok(limits)
}

/// That a name is none of those that are known.
pub(super) fn unknown(key: &str, name: &Spanned<String>, known: impl IntoIterator<Item = &'static str>) -> Problem {
    let known: Vec<_> = known.into_iter().collect();
    let text = format!("{key}: unknown name {}, expected one of {}", shown(name.get_ref()), known.join(", "));
    Problem::at(name.span(), text)
}
