//! `licenses.info`, from 6.5 on.

use license::{Entitlement, License};
use serde_json::Value;

use super::{
    field::{Fields, Remarks},
    limits::limits,
    module_names,
    refusal::error_message,
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
    // A caller without permission gets neither a license nor limits, although everybody gets the active modules; a
    // workspace without a license always has the community's limits.
    Ok(if limits.is_empty() { Entitlement::NotPermitted } else { Entitlement::Unlicensed { limits } })
}
