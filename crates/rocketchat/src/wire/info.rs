//! `licenses.info`, from 6.5 on.

use license::{Entitlement, License, Module, ModuleState, Visible};
use serde_json::Value;

use super::{
    field::{Fields, Remarks},
    limits::{LIMITS, limits},
    module_names,
    refusal::error_message,
    tags,
    v3::{self, Surroundings},
};
use crate::error::Error;

/// Decodes the answer of `licenses.info`.
///
/// # Errors
/// [`Error::Malformed`] if it has no `license` object; [`Error::Server`] if it says that the request failed.
pub fn decode(body: &Value) -> Result<Entitlement, Error> {
    if body.get("success") == Some(&Value::Bool(false)) {
        return Err(Error::Server { status: 200, server_message: error_message(body) });
    }
    let outer = body.get("license").filter(|license| license.is_object());
    let malformed = |reason: &str| Error::Malformed { reason: reason.to_owned() };
    let outer = outer.ok_or_else(|| malformed("licenses.info has no license object"))?;
    let remarks = Remarks::default();
    let fields = Fields::root(outer, &remarks);
    // Only for a caller without permission it is empty; no version of the server leaves it out.
    let stated = outer.get("limits").and_then(Value::as_object);
    let stated = stated.ok_or_else(|| malformed("licenses.info has no limits"))?;
    let limits = limits(&fields.object("limits"));
    if outer.get("license").is_some_and(|license| !license.is_object() && !license.is_null()) {
        return Err(malformed("the license in licenses.info is not an object"));
    }
    if fields.object("license").is_object() {
        let around = Surroundings { fields: fields.clone(), limits };
        let active = fields.list_if_any("activeModules").map(module_names);
        let license = v3::decode(&fields.object("license"), active.as_deref(), Some(&around));
        return Ok(Entitlement::Licensed { licenses: vec![License { remarks: remarks.into_vec(), ..license }] });
    }
    // A caller without permission gets neither a license nor limits, although everybody gets the active modules; a
    // workspace without a license always has the community's limits.
    match (stated.is_empty(), limits.is_empty()) {
        (true, _) => Ok(Entitlement::NotPermitted(visible(&fields))),
        (false, false) => Ok(Entitlement::Unlicensed { limits }),
        (false, true) => Err(malformed("none of the limits in licenses.info can be read")),
    }
}

/// Whether the server says that it honors a license; `None` if it does not say.
pub fn has_valid_license(body: &Value) -> Option<bool> {
    body.get("license")?.get("hasValidLicense")?.as_bool()
}

/// What the answer shows to a caller without permission.
fn visible(fields: &Fields<'_>) -> Visible {
    let prevented = fields.object("preventedActions");
    let tags = tags(fields.list("tags"), fields);
    let external = module_names(fields.list("externalModules"));
    let active = module_names(fields.list("activeModules")).into_iter().chain(external.iter().cloned());
    let mut modules: Vec<Module> = Vec::new();
    for id in active {
        let is_external = external.contains(&id) || id.as_str().contains('.');
        if modules.iter().all(|known| known.id != id) {
            modules.push(Module { id, state: ModuleState::Active, external: is_external });
        }
    }
    Visible {
        plan: tags.first().map(|tag| tag.name.clone()),
        tags,
        trial: fields.flag("trial"),
        modules,
        has_valid_license: fields.bool("hasValidLicense"),
        refused: LIMITS.into_iter().filter(|(name, _)| prevented.flag(name)).map(|(_, kind)| kind).collect(),
    }
}
