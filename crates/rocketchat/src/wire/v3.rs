//! The license of the third generation (`ILicenseV3`), in `licenses.info` and in the later form of `licenses.get`.

use std::collections::HashSet;

use license::{
    AddressPattern, Addressee, Behavior, Deadline, DeadlineKind, License, Limit, LimitStep, Module, ModuleId,
    ModuleState, PatternKind, Renewal,
};
use serde_json::Value;

use super::{
    field::{Fields, MOST},
    limits::{LIMITS, max},
    module_names, modules, plan, tags,
};

/// What `licenses.info` has beside the license: the server's current view of it.
pub(super) struct Surroundings<'a> {
    pub(super) fields: Fields<'a>,
    pub(super) limits: Vec<Limit>,
}

/// Decodes a license; `active` are the modules that the server lists as active, and `around` is what else
/// `licenses.info` has beside it. The caller adds the remarks.
pub(super) fn decode(fields: &Fields<'_>, active: Option<&[ModuleId]>, around: Option<&Surroundings<'_>>) -> License {
    let (information, validation) = (fields.object("information"), fields.object("validation"));

    let own_tags = information.list("tags");
    let tags = match around {
        Some(around) if own_tags.is_empty() => tags(around.fields.list("tags"), &around.fields),
        Some(_) | None => tags(own_tags, &information),
    };

    let mut granted: Vec<_> = fields
        .list("grantedModules")
        .iter()
        .take(MOST)
        .filter_map(|m| granted(&fields.of("grantedModules", m)))
        .collect();
    if let Some(around) = around {
        let external = module_names(around.fields.list("externalModules")).into_iter();
        granted.extend(external.map(|id| Module { id, state: ModuleState::Unstated, external: true }));
    }
    let trial = information.flag("trial") || around.is_some_and(|around| around.fields.flag("trial"));
    let plan = plan(&tags, &granted, trial);
    let modules = modules(granted, active);

    let mut deadlines = periods(&validation, &modules);
    let mut notice = |name, kind| deadlines.extend(information.until(name).map(|at| Deadline::new(at, kind)));
    notice("notifyAdminsAt", DeadlineKind::AdminsNotified);
    notice("notifyUsersAt", DeadlineKind::UsersNotified);
    // Most modules begin with their license, which is no event of its own.
    let begin = deadlines.iter().filter(|d| d.kind == DeadlineKind::NotYetValid).map(|d| d.at).max();
    let begin = begin.or(information.instant("createdAt"));
    deadlines.retain(|d| d.kind != DeadlineKind::ModulesBegin || begin.is_none_or(|begin| d.at > begin));
    deadlines.sort();

    let granted_to = information.object("grantedTo");
    License {
        id: information.some_text("id"),
        plan,
        tags,
        trial,
        renewal: if information.flag("autoRenew") { Renewal::Automatic } else { Renewal::Manual },
        issued_at: information.instant("createdAt"),
        visual_expiration: information.until("visualExpiration"),
        deadlines,
        modules,
        limits: limits(&fields.object("limits"), around),
        granted_to: Addressee { name: granted_to.some_text("name"), company: granted_to.some_text("company") },
        granted_by: information.object("grantedBy").some_text("method"),
        workspace_id: validation.some_text("cloudWorkspaceId"),
        addresses: addresses(&validation),
        offline: information.flag("offline"),
        cancellable: information.flag("cancellable"),
        remarks: Vec::new(),
    }
}

fn granted(fields: &Fields<'_>) -> Option<Module> {
    let id = ModuleId::new(fields.word("module")?);
    let external = fields.flag("external") || id.as_str().contains('.');
    (!id.as_str().is_empty()).then_some(Module { id, state: ModuleState::Unstated, external })
}

fn addresses(validation: &Fields<'_>) -> Vec<AddressPattern> {
    let pattern = |url| {
        let fields = validation.of("serverUrls", url);
        let kind = fields.word("type").and_then(|code| code.parse().ok()).unwrap_or(PatternKind::Unknown);
        Some(AddressPattern { value: fields.some_text("value")?, kind })
    };
    validation.list("serverUrls").iter().take(MOST).filter_map(pattern).collect()
}

/// The deadlines of the periods, each by its behavior. The server disables no module that the license does not grant, and
/// none if a period names none.
fn periods(validation: &Fields<'_>, granted: &[Module]) -> Vec<Deadline> {
    let mut deadlines = Vec::new();
    for period in validation.list("validPeriods").iter().take(MOST) {
        let fields = validation.of("validPeriods", period);
        let named = || module_names(fields.list("modules"));
        match fields.word("invalidBehavior").map(Behavior::from_code) {
            Some(Behavior::InvalidateLicense) => {
                deadlines.extend(fields.end("validUntil").map(|at| Deadline::new(at, DeadlineKind::Expiry)));
                deadlines.extend(fields.beginning("validFrom").map(|at| Deadline::new(at, DeadlineKind::NotYetValid)));
            }
            Some(Behavior::DisableModules) => {
                let mut modules = named();
                let mut seen = HashSet::new();
                modules.retain(|id| granted.iter().any(|module| module.id == *id) && seen.insert(id.clone()));
                if !modules.is_empty() {
                    let begin = |at| Deadline { at, kind: DeadlineKind::ModulesBegin, modules: modules.clone() };
                    deadlines.extend(fields.instant("validFrom").map(begin));
                    let stop = |at| Deadline { at, kind: DeadlineKind::ModulesDisabled, modules };
                    deadlines.extend(fields.until("validUntil").map(stop));
                }
            }
            Some(Behavior::StartFairPolicy) => {
                let grace = |at| Deadline { at, kind: DeadlineKind::FairUse, modules: named() };
                deadlines.extend(fields.until("validUntil").map(grace));
            }
            Some(Behavior::PreventAction) => {
                let refused = |at| Deadline { at, kind: DeadlineKind::ActionsPrevented, modules: named() };
                deadlines.extend(fields.until("validUntil").map(refused));
            }
            Some(Behavior::PreventInstallation) => {
                let closed = |at| Deadline::new(at, DeadlineKind::InstallationPrevented);
                deadlines.extend(fields.until("validUntil").map(closed));
            }
            // Nothing happens at its end: the server's own code does nothing about a period without a behavior, either.
            Some(Behavior::AllowAction) | None => {}
            Some(Behavior::Other(_)) => fields.remark_on("invalidBehavior"),
        }
    }
    deadlines
}

/// The limits: what the server reports, with the steps of the license; or the lowest step where the server reports
/// nothing, as it never does for rooms per guest.
fn limits(fields: &Fields<'_>, around: Option<&Surroundings<'_>>) -> Vec<Limit> {
    let limit = |(name, kind)| {
        let steps: Vec<_> = fields.list(name).iter().take(MOST).filter_map(|s| step(&fields.of(name, s))).collect();
        let reported = around.and_then(|around| around.limits.iter().find(|limit| limit.kind == kind));
        let (used, max) = match reported {
            Some(limit) => (limit.used, limit.max),
            None => (None, steps.iter().map(|step| step.max).min()?),
        };
        Some(Limit { kind, used, max, steps })
    };
    LIMITS.into_iter().filter_map(limit).collect()
}

fn step(fields: &Fields<'_>) -> Option<LimitStep> {
    let behavior = fields.word("behavior").map_or(Behavior::Other(String::new()), Behavior::from_code);
    Some(LimitStep { max: max(fields.number("max")?), behavior, modules: module_names(fields.list("modules")) })
}

/// Whether a license is of this generation.
pub(super) fn is_v3(license: &Value) -> bool {
    license.get("information").is_some() || license.get("validation").is_some()
}
