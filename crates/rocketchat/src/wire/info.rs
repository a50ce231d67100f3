//! `licenses.info`, from 6.5 on.

use license::{Entitlement, License, Limit, LimitKind, Max};
use serde_json::Value;

use super::{
    field::{Fields, Remarks},
    module_names, v3,
};
use crate::{error::Error, http::words};

/// What stands around the license: what the server makes of it at this moment.
pub(super) struct Surroundings<'a> {
    pub(super) fields: Fields<'a>,
    pub(super) limits: Vec<Limit>,
}

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

/// The names under which the API knows the limits.
pub(super) const LIMITS: [(&str, LimitKind); 6] = [
    ("activeUsers", LimitKind::ActiveUsers),
    ("guestUsers", LimitKind::GuestUsers),
    ("roomsPerGuest", LimitKind::RoomsPerGuest),
    ("privateApps", LimitKind::PrivateApps),
    ("marketplaceApps", LimitKind::MarketplaceApps),
    ("monthlyActiveContacts", LimitKind::MonthlyActiveContacts),
];

/// A maximum: a negative number is unlimited.
pub(super) fn max(number: i64) -> Max {
    u64::try_from(number).map_or(Max::Unlimited, Max::AtMost)
}

fn limits(fields: &Fields<'_>) -> Vec<Limit> {
    let limit = |(name, kind): (&str, LimitKind)| {
        let fields = fields.object(name);
        let used = fields.number("value").and_then(|used| u64::try_from(used).ok());
        Some(Limit::new(kind, used, max(fields.number("max")?)))
    };
    LIMITS.into_iter().filter_map(limit).collect()
}
