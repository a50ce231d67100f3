//! The license of the second generation, in `licenses.get`.

use license::{
    AddressPattern, Deadline, DeadlineKind, License, Limit, LimitKind, Max, Module, ModuleId, ModuleState, PatternKind,
};

use super::{field::Fields, module_names, modules, plan, tag};

/// Decodes a license; `active` are the modules that the server lists as active, if it does. The caller adds the remarks.
pub(super) fn decode(fields: &Fields<'_>, active: Option<&[ModuleId]>) -> License {
    let meta = fields.object("meta");
    let tags: Vec<_> = tag(&fields.object("tag")).into_iter().collect();
    let granted = module_names(fields.list("modules")).into_iter().map(|id| {
        let external = id.as_str().contains('.');
        Module { id, state: ModuleState::Unstated, external }
    });
    let granted: Vec<_> = granted.collect();
    let trial = meta.flag("trial");
    let plan = plan(&tags, &granted, trial);

    let mut deadlines: Vec<_> =
        fields.end("expiry").map(|at| Deadline::new(at, DeadlineKind::Expiry)).into_iter().collect();
    deadlines.extend(meta.until("trialEnd").map(|at| Deadline::new(at, DeadlineKind::TrialEnd)));
    deadlines.sort();

    // Servers have always read it as an expression, and convert it to one.
    let address = fields.some_text("url").map(|value| AddressPattern { value, kind: PatternKind::Regex });
    License {
        tags,
        trial,
        deadlines,
        limits: limits(fields),
        workspace_id: meta.some_text("workspaceId"),
        addresses: address.into_iter().collect(),
        modules: modules(granted, active),
        ..License::bare(plan.as_str())
    }
}

/// The limits. One that is zero or absent is unlimited; only newer licenses have limits of apps.
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
