//! Whether a license fits the workspace that has it, or is to get it: address, workspace id, period and use.

use jiff::Timestamp;

use crate::{
    address::{self, AddressFit},
    behavior::Behavior,
    entitlement::License,
    facts::{Refusal, RefusalReason, ServerFacts, ServerIdentity},
    limit::LimitKind,
    text::Label,
};

impl License {
    /// Whether it is issued for the address that a server has. Unknown if the server does not report its address.
    pub fn address_fit(&self, identity: &ServerIdentity) -> AddressFit {
        match &identity.address {
            Some(at) => address::fit(&self.addresses, at.as_str(), identity.address_hash.as_ref().map(Label::as_str)),
            None if self.addresses.is_empty() => AddressFit::Unrestricted,
            None => AddressFit::Unknown,
        }
    }

    /// Whether it names another workspace id than the one that a server has. The server's own code does not look at it, as
    /// measured with 8.8.
    pub fn is_for_other_workspace(&self, identity: &ServerIdentity) -> bool {
        match (&self.workspace_id, &identity.workspace_id) {
            (Some(of_license), Some(of_server)) => of_license != of_server,
            (None, _) | (_, None) => false,
        }
    }

    /// Everything for which a server would not honor it at a given now, as the server's own code decides it. `used` is how
    /// many of each kind are in use, if known.
    pub fn misfits(
        &self,
        facts: &ServerFacts,
        used: impl Fn(LimitKind) -> Option<u64>,
        now: Timestamp,
    ) -> Vec<Refusal> {
        let ends = |reason| Refusal { reason, behavior: Behavior::InvalidateLicense, modules: Vec::new(), limit: None };
        let mut misfits = Vec::new();
        match self.address_fit(&facts.identity) {
            AddressFit::DoesNotFit => misfits.push(ends(RefusalReason::Address)),
            AddressFit::Fits | AddressFit::Unknown | AddressFit::Unrestricted => {}
        }
        if self.has_ended(now) {
            misfits.push(ends(RefusalReason::Ended));
        } else if !self.has_begun(now) {
            misfits.push(ends(RefusalReason::NotBegun));
        }
        for limit in &self.limits {
            let Some(used) = used(limit.kind) else { continue };
            let refuses =
                |behavior: &Behavior| matches!(behavior, Behavior::InvalidateLicense | Behavior::PreventInstallation);
            let step = limit.steps.iter().find(|step| refuses(&step.behavior) && step.is_reached(used));
            misfits.extend(step.map(|step| Refusal {
                reason: RefusalReason::Limit,
                behavior: step.behavior.clone(),
                modules: Vec::new(),
                limit: Some(limit.kind),
            }));
        }
        misfits
    }
}
