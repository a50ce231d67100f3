//! The license of the second generation, in `licenses.get`.

use license::{
    Addressee, Deadline, DeadlineKind, License, Limit, LimitKind, Max, Module, ModuleId, ModuleState, Renewal,
};

use super::{field::Fields, module_names, modules, plan, tag};

/// Reads a license; `active` are the modules that the server lists beside it, where it does. Its remarks are left to
/// the caller.
pub(super) fn decode(fields: &Fields<'_>, active: Option<&[ModuleId]>) -> License {
    let meta = fields.object("meta");
    let tags: Vec<_> = tag(&fields.object("tag")).into_iter().collect();
    let granted = module_names(fields.list("modules")).into_iter().map(|id| {
        let external = id.as_str().contains('.');
        Module { id, state: ModuleState::Unstated, external }
    });
    let modules = modules(granted.collect(), active);
    let trial = meta.flag("trial");

    let mut deadlines: Vec<_> =
        fields.end("expiry").map(|at| Deadline::new(at, DeadlineKind::Expiry)).into_iter().collect();
    deadlines.extend(meta.instant("trialEnd").map(|at| Deadline::new(at, DeadlineKind::TrialEnd)));
    deadlines.sort();

    License {
        id: None,
        plan: plan(&tags, &modules, trial),
        tags,
        trial,
        renewal: Renewal::Manual,
        issued_at: None,
        visual_expiration: None,
        deadlines,
        modules,
        limits: limits(fields),
        granted_to: Addressee::default(),
        granted_by: None,
        workspace_id: meta.some_text("workspaceId"),
        addresses: fields.some_text("url").into_iter().collect(),
        offline: false,
        cancellable: false,
        remarks: Vec::new(),
    }
}

/// The limits. One of 0, or one that is absent, sets none; those of apps stand in licenses that know apps.
fn limits(fields: &Fields<'_>) -> Vec<Limit> {
    let limit = |fields: &Fields<'_>, name, kind| {
        let max = fields.number(name).and_then(|max| u64::try_from(max).ok()).filter(|max| *max > 0);
        Limit::new(kind, None, max.map_or(Max::Unlimited, Max::AtMost))
    };
    let apps = fields.object("apps");
    let mut limits = vec![
        limit(fields, "maxActiveUsers", LimitKind::ActiveUsers),
        limit(fields, "maxGuestUsers", LimitKind::GuestUsers),
        limit(fields, "maxRoomsPerGuest", LimitKind::RoomsPerGuest),
    ];
    if apps.is_object() {
        limits.push(limit(&apps, "maxPrivateApps", LimitKind::PrivateApps));
        limits.push(limit(&apps, "maxMarketplaceApps", LimitKind::MarketplaceApps));
    }
    limits
}
