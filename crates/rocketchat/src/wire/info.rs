//! `licenses.info`, from 6.5 on.

use license::{Entitlement, License};
use serde_json::Value;

use super::{
    field::{Fields, Remarks},
    limits::limits,
    module_names,
    refusal::words,
    v3::{self, Surroundings},
};
use crate::error::Error;

/// Reads the answer of `licenses.info`.
///
/// # Errors
/// [`Error::Malformed`] when there is no `license` object in it, [`Error::Server`] when it says that it failed.
pub fn decode(body: &Value) -> Result<Entitlement, Error> {
    if body.get("success") == Some(&Value::Bool(false)) {
        return Err(Error::Server { status: 200, said: words(body) });
    }
    let outer = body.get("license").filter(|license| license.is_object());
    let outer = outer.ok_or_else(|| Error::Malformed { reason: "licenses.info has no license object".to_owned() })?;
    let remarks = Remarks::default();
    let fields = Fields::root(outer, &remarks);
    let limits = limits(&fields.object("limits"));
    if fields.object("license").is_object() {
        let around = Surroundings { fields: fields.clone(), limits };
        let active = fields.list_if_any("activeModules").map(module_names);
        let license = v3::decode(&fields.object("license"), active.as_deref(), Some(&around));
        return Ok(Entitlement::Licensed { licenses: vec![License { remarks: remarks.into_vec(), ..license }] });
    }
    // A caller who may not see gets neither a license nor limits, though the active modules are told to everybody; a
    // workspace without a license always has the community's limits.
    match limits.is_empty() {
        true => Ok(Entitlement::NotPermitted),
        false => Ok(Entitlement::Unlicensed { limits }),
    }
}
