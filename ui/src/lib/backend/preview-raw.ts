import type { LicenseView, LimitKind, RawAnswer, WorkspaceView } from "./types";

/** What stands in the place of a secret. */
const CUT = "(cut)";

const limitNames: Readonly<Record<LimitKind, string>> = {
  active_users: "activeUsers",
  guest_users: "guestUsers",
  rooms_per_guest: "roomsPerGuest",
  private_apps: "privateApps",
  marketplace_apps: "marketplaceApps",
  monthly_active_contacts: "monthlyActiveContacts",
};

/** An answer that a server might have given, from which a workspace could have been read. */
export function rawBody({ licenses, community_limits, status }: WorkspaceView): Pick<RawAnswer, "body" | "cut"> {
  const [license] = status === "lapsed" ? [] : licenses;
  const limits = license?.limits ?? community_limits;
  const answer = {
    license: {
      ...(license ? { license: written(license) } : {}),
      activeModules: (license?.modules ?? []).filter(({ active }) => active).map(({ id }) => id),
      externalModules: (license?.modules ?? [])
        .filter(({ external }) => external)
        .map(({ id }) => ({ moduleName: id })),
      limits: Object.fromEntries(
        limits.map(({ kind, used, max }) => [limitNames[kind], { value: used, max: max ?? -1 }]),
      ),
      tags: license?.tags ?? [],
      trial: license?.trial ?? false,
    },
    cloudSyncAnnouncement: { tokenId: CUT },
    success: true,
  };
  const body = JSON.stringify(answer, null, 2);
  return { body, cut: body.split(`"${CUT}"`).length - 1 };
}

function written(license: LicenseView) {
  return {
    version: "3.0",
    information: {
      id: license.license_id ?? undefined,
      autoRenew: license.auto_renew,
      visualExpiration: license.visual_expiration ?? license.expires_at ?? undefined,
      trial: license.trial,
      offline: license.offline,
      createdAt: license.issued_at ?? undefined,
      grantedBy: license.granted_by ? { method: license.granted_by } : undefined,
      grantedTo: license.granted_to ? { name: license.granted_to } : undefined,
      tags: license.tags,
    },
    validation: {
      serverUrls: license.addresses.map((value) => ({ value, type: "url" })),
      serverUniqueId: license.workspace_id ?? undefined,
      validPeriods: license.deadlines.map(({ kind, at, modules }) => ({
        validUntil: at,
        invalidBehavior: kind === "modules_disabled" ? "disable_modules" : "invalidate_license",
        ...(modules.length > 0 ? { modules } : {}),
      })),
      statisticsReport: { required: true },
    },
    grantedModules: license.modules.map(({ id, external }) => (external ? { module: id, external } : { module: id })),
    limits: Object.fromEntries(
      license.limits.map(({ kind, max }) => {
        const steps = license.limit_steps.filter((step) => step.kind === kind);
        const told = steps.map((step) => ({
          max: step.max ?? -1,
          behavior: step.behavior,
          ...(step.modules.length > 0 ? { modules: step.modules } : {}),
        }));
        return [limitNames[kind], told.length > 0 ? told : [{ max: max ?? -1, behavior: "prevent_action" }]];
      }),
    ),
    cloudMeta: { workspaceSignature: CUT },
  };
}
