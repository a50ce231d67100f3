//! Finds the workspace that a license key is for.

use license::{AddressFit, Label, License, ServerIdentity};
use rocketchat::LicenseKey;

use super::{Engine, cache::Entry};
use crate::{
    failure::Failure,
    present::view::KeyMatch,
    workspace::{Workspace, WorkspaceId},
};

impl Engine {
    /// The workspaces that a license key may be for, by the addresses and the workspace id in it. Uses no network.
    ///
    /// # Errors
    /// When the text is not a license key.
    pub fn match_key(&self, key: &str) -> Result<KeyMatch, Failure> {
        let key = LicenseKey::new(key)?;
        let Some(license) = key.license() else { return Ok(KeyMatch::Unreadable) };
        let cache = self.cache();
        let candidates = cache.entries().iter().map(|entry| Candidate::new(entry, &license)).collect();
        Ok(match_license(&license, candidates))
    }
}

/// How a license fits a workspace.
struct Candidate {
    id: WorkspaceId,
    fit: AddressFit,
    /// Whether the license names the vendor's id of this workspace; `None` if one of the two is unknown.
    is_named: Option<bool>,
}

impl Candidate {
    fn new(entry: &Entry, license: &License) -> Self {
        let identity = identity_of(&entry.workspace, &entry.snapshot.facts.identity);
        let is_known = license.workspace_id.is_some() && identity.workspace_id.is_some();
        Self {
            id: entry.workspace.id,
            fit: license.address_fit(&identity),
            is_named: is_known.then(|| !license.is_for_other_workspace(&identity)),
        }
    }
}

/// What a server calls itself; its address as it was entered, if the server does not report it.
pub(super) fn identity_of(workspace: &Workspace, reported: &ServerIdentity) -> ServerIdentity {
    let address = reported.address.clone().unwrap_or_else(|| Label::new(&workspace.address.to_string()));
    ServerIdentity { address: Some(address), ..reported.clone() }
}

fn match_license(license: &License, candidates: Vec<Candidate>) -> KeyMatch {
    let of_fit = |fit| candidates.iter().filter(move |candidate| candidate.fit == fit).collect::<Vec<_>>();
    let named: Vec<_> = candidates.iter().filter(|candidate| candidate.is_named == Some(true)).collect();
    let fitting = of_fit(AddressFit::Fits);
    let named_and_fitting: Vec<_> =
        fitting.iter().copied().filter(|candidate| candidate.is_named == Some(true)).collect();
    // A workspace that has moved is still the one that the license names.
    for group in [named_and_fitting, fitting, named, of_fit(AddressFit::Unknown)] {
        match group.as_slice() {
            [] => {}
            [one] => return KeyMatch::One { id: one.id },
            several => return KeyMatch::Several { ids: several.iter().map(|candidate| candidate.id).collect() },
        }
    }
    if license.addresses.is_empty() {
        return KeyMatch::AnyAddress;
    }
    KeyMatch::Elsewhere { issued_for: license.addresses.iter().map(|pattern| pattern.value.to_string()).collect() }
}
