//! `licenses.get`, from 3.10 to 6.x, in both its shapes.

use license::{Entitlement, License};
use serde_json::Value;

use super::{
    field::{Fields, MOST, Remarks},
    module_names,
    refusal::error_message,
    v2, v3,
};
use crate::error::Error;

/// Decodes the answer of `licenses.get`: a list of licenses, or of objects that wrap a license and its active modules.
///
/// # Errors
/// [`Error::Malformed`] if there is no list of licenses, or none of them can be read; [`Error::Server`] if the answer says
/// that the request failed.
pub fn decode(body: &Value) -> Result<Entitlement, Error> {
    if body.get("success") == Some(&Value::Bool(false)) {
        return Err(Error::Server { status: 200, server_message: error_message(body) });
    }
    let malformed = |reason: &str| Error::Malformed { reason: reason.to_owned() };
    let list = body.get("licenses").and_then(Value::as_array);
    let list = list.ok_or_else(|| malformed("licenses.get has no list of licenses"))?;
    let mut licenses: Vec<License> = list.iter().take(MOST).filter_map(decode_one).collect();
    if licenses.is_empty() && !list.is_empty() {
        return Err(malformed("licenses.get lists something that is not a license"));
    }
    if licenses.is_empty() {
        return Ok(Entitlement::Unlicensed { limits: Vec::new() });
    }
    // The license that ends last comes first; one without an end comes before all others.
    licenses.sort_by_key(|license| std::cmp::Reverse(license.expires_at().unwrap_or(jiff::Timestamp::MAX)));
    Ok(Entitlement::Licensed { licenses })
}

fn decode_one(item: &Value) -> Option<License> {
    let remarks = Remarks::default();
    let wrapper = Fields::root(item, &remarks);
    let wrapped = item.get("license").filter(|license| license.is_object());
    let license = wrapped.unwrap_or(item);
    if !license.is_object() {
        return None;
    }
    let fields = match wrapped {
        Some(_) => wrapper.object("license"),
        None => wrapper.clone(),
    };
    let active = wrapped.and_then(|_| wrapper.list_if_any("modules")).map(module_names);
    let decoded = if v3::is_v3(license) {
        v3::decode(&fields, active.as_deref(), None)
    } else {
        v2::decode(&fields, active.as_deref())
    };
    Some(License { remarks: remarks.into_vec(), ..decoded })
}
