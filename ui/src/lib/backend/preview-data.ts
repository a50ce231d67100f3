import { deadline, failure, from, license, limit, modules, step, workspace } from "./preview-make";
import type { ChangeRecord, WorkspaceView } from "./types";

const gold = [{ name: "Enterprise", color: "#F3BE08" }];
const everything = [
  "auditing",
  "push-privacy",
  "device-management",
  "abac",
  "ldap-enterprise",
  "saml-enterprise",
  "oauth-enterprise",
  "livechat-enterprise",
  "canned-responses",
  "omnichannel-mobile-enterprise",
  "contact-id-verification",
  "outbound-messaging",
  "teams-mention",
  "videoconference-enterprise",
  "message-read-receipt",
  "outlook-calendar",
  "unlimited-presence",
  "teams-voip",
  "engagement-dashboard",
  "custom-roles",
  "hide-watermark",
  "scalability",
  "federation",
];

/** The license of the vendor's documented example, field by field. */
const documented = license({
  plan: "Enterprise",
  tags: gold,
  expires_at: "2023-07-13T00:00:00Z",
  workspace_id: "63cfe8550c95db00013d7798",
  deadlines: [deadline("trial_end", "2023-04-27T23:00:00Z"), deadline("expiry", "2023-07-13T00:00:00Z")],
  modules: modules([
    "auditing",
    "canned-responses",
    "ldap-enterprise",
    "livechat-enterprise",
    "voip-enterprise",
    "omnichannel-mobile-enterprise",
    "engagement-dashboard",
    "push-privacy",
    "scalability",
    "teams-mention",
    "saml-enterprise",
    "oauth-enterprise",
    "device-management",
    "federation",
    "videoconference-enterprise",
    "message-read-receipt",
  ]),
  limits: [limit("active_users", 21, 25), limit("guest_users", null, 125), limit("rooms_per_guest", null, 1)],
  limit_steps: [step("active_users", 25, "prevent_action"), step("guest_users", 125, "prevent_action")],
  addresses: ["localhost:3000"],
});

const acmeEnd = from(12.6, "d");
const acme = license({
  tags: gold,
  expires_at: acmeEnd,
  issued_at: from(-352, "d"),
  visual_expiration: from(19.6, "d"),
  workspace_id: "65a1f3c20c95db00013d9f01",
  license_id: "6744c0de9b1e8a0001c0ffee",
  granted_to: "Acme Corporation, it-licenses@acme.example",
  granted_by: "sales: M. Oliveira",
  addresses: ["chat.acme.example/team", "*.acme.example"],
  deadlines: [
    deadline("admins_notified", from(-17.4, "d")),
    deadline("users_notified", from(5.6, "d")),
    deadline("modules_disabled", from(6.2, "d"), ["auditing", "videoconference-enterprise"]),
    deadline("expiry", acmeEnd),
    deadline("version_support_end", from(187, "d")),
  ],
  modules: modules([...everything, "acme.room-directory"], ["fips", "voip-enterprise"]),
  limits: [
    limit("active_users", 231, 250),
    limit("guest_users", 41, 50),
    limit("rooms_per_guest", null, 5),
    limit("private_apps", 3, 3),
    limit("marketplace_apps", 4, null),
    limit("monthly_active_contacts", 1_250, 5_000),
  ],
  limit_steps: [
    step("active_users", 250, "prevent_action"),
    step("active_users", 275, "disable_modules", ["auditing", "abac", "engagement-dashboard"]),
    step("active_users", 300, "invalidate_license"),
    step("guest_users", 40, "start_fair_policy"),
    step("guest_users", 50, "prevent_action"),
    step("private_apps", 3, "prevent_action"),
    step("monthly_active_contacts", 5_000, "prevent_action"),
    step("monthly_active_contacts", 6_000, "disable_modules", ["outbound-messaging"]),
  ],
});

const soonEnd = from(3 * 60 + 5.2, "m");
const zenithEnd = from(214, "d");
const trialEnd = from(5.3, "d");
const clinicEnd = from(96, "d");
const riverEnd = from(27.2, "d");
const cityEnd = from(41, "d");

/** Eleven workspaces, one in each state that there is, worst first. */
export const fleet: WorkspaceView[] = [
  workspace({
    id: "documented",
    name: "Helios Energie AG",
    url: "https://rocket.helios-energie.example/chat",
    server_version: "4.8",
    status: "expired",
    attention: "ended",
    licenses: [documented],
    next_deadline: null,
  }),
  workspace({
    id: "northwind",
    name: "Northwind Logistics",
    status: "lapsed",
    attention: "ended",
    lapsed_at: from(-3.2, "d"),
    licenses: [
      license({
        plan: "Pro",
        tags: [{ name: "Pro", color: "#1D74F5" }],
        expires_at: from(-3.2, "d"),
        issued_at: from(-368, "d"),
        workspace_id: "65a1f3c20c95db00013d9f02",
        modules: modules(["livechat-enterprise", "canned-responses", "message-read-receipt", "teams-mention"]),
        limits: [limit("active_users", 88, 100), limit("private_apps", 1, 3)],
        limit_steps: [step("active_users", 100, "prevent_action"), step("private_apps", 3, "prevent_action")],
      }),
    ],
    community_limits: [limit("active_users", 88, 50)],
  }),
  workspace({
    id: "stadtwerke",
    name: "Stadtwerke Musterhausen",
    status: "invalid",
    attention: "ended",
    licenses: [
      license({
        tags: gold,
        expires_at: cityEnd,
        issued_at: from(-324, "d"),
        modules: modules(["auditing", "ldap-enterprise", "saml-enterprise", "scalability"]),
        limits: [limit("active_users", 1_312, 1_000), limit("guest_users", 0, 0)],
        limit_steps: [
          step("active_users", 1_000, "prevent_action"),
          step("active_users", 1_100, "start_fair_policy"),
          step("active_users", 1_250, "invalidate_license"),
        ],
        addresses: ["https://chat.stadtwerke-alt.example"],
      }),
    ],
  }),
  workspace({
    id: "support",
    name: "Kestrel Support Desk",
    status: "expiring",
    attention: "critical",
    licenses: [
      license({
        plan: "Starter",
        tags: [{ name: "Starter", color: "#2DE0A5" }],
        expires_at: soonEnd,
        issued_at: from(-30, "d"),
        modules: modules(["livechat-enterprise", "canned-responses", "outbound-messaging"]),
        limits: [limit("active_users", 47, 50), limit("monthly_active_contacts", 99, 100)],
        limit_steps: [
          step("active_users", 50, "prevent_action"),
          step("monthly_active_contacts", 100, "prevent_action"),
          step("monthly_active_contacts", 110, "disable_modules", ["livechat-enterprise", "outbound-messaging"]),
        ],
      }),
    ],
    next_deadline: deadline("expiry", soonEnd),
  }),
  workspace({
    id: "labs",
    name: "Kestrel Labs",
    server_version: "8.6",
    status: "expiring",
    attention: "critical",
    licenses: [
      license({
        plan: "Enterprise",
        tags: gold,
        trial: true,
        expires_at: trialEnd,
        issued_at: from(-24.7, "d"),
        granted_by: "self-service",
        cancellable: true,
        workspace_id: "65a1f3c20c95db00013d9f04",
        deadlines: [deadline("trial_end", trialEnd), deadline("expiry", trialEnd)],
        modules: modules(everything),
        limits: [limit("active_users", 9, null), limit("guest_users", 2, null), limit("private_apps", 0, null)],
      }),
    ],
    next_deadline: deadline("trial_end", trialEnd),
  }),
  workspace({
    id: "clinic",
    name: "Blue Harbor Clinic",
    status: "valid",
    attention: "problem",
    fetched_at: from(-53, "h"),
    stale: true,
    error: failure(
      "unauthorized",
      "401 Unauthorized from https://chat.clinic.example/api/v1/licenses.info",
      "You must be logged in to do this.",
    ),
    licenses: [
      license({
        plan: "Enterprise",
        tags: gold,
        expires_at: clinicEnd,
        issued_at: from(-269, "d"),
        modules: modules(["auditing", "fips", "ldap-enterprise", "livechat-enterprise", "message-read-receipt"]),
        limits: [limit("active_users", 412, 500), limit("guest_users", 12, 100)],
        limit_steps: [step("active_users", 500, "prevent_action"), step("active_users", 500, "prevent_installation")],
        offline: true,
        addresses: ["2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"],
      }),
    ],
    next_deadline: deadline("expiry", clinicEnd),
  }),
  workspace({
    id: "prefeitura",
    name: "Prefeitura de São Brás",
    server_version: null,
    status: "unknown",
    attention: "problem",
    fetched_at: null,
    error: failure("unreachable", "tcp connect error: Connection refused (os error 111)"),
  }),
  workspace({
    id: "acme",
    name: "Acme Corporation",
    url: "https://chat.acme.example/team",
    status: "expiring",
    attention: "soon",
    licenses: [acme],
    next_deadline: deadline("modules_disabled", from(6.2, "d"), ["auditing", "videoconference-enterprise"]),
  }),
  workspace({
    id: "riverside",
    name: "Riverside School District",
    status: "not_permitted",
    attention: "problem",
    server_version: "7.10",
    user_id: "mQ7rYvX2bLpK9sTnE",
    account: "license.watch",
    error: failure(
      "forbidden",
      "this account may not see the license",
      "User does not have the permissions required for this action [error-unauthorized]",
    ),
  }),
  workspace({
    id: "zenith",
    name: "Zenith Bank",
    server_version: "8.5",
    licenses: [
      license({
        plan: "Enterprise",
        tags: [
          { name: "Enterprise", color: "#F3BE08" },
          { name: "Finance", color: "#9F22C7" },
        ],
        auto_renew: true,
        expires_at: zenithEnd,
        issued_at: from(-151, "d"),
        workspace_id: "65a1f3c20c95db00013d9f05",
        license_id: "6744c0de9b1e8a0001bead01",
        granted_to: "Zenith Bank plc",
        granted_by: "reseller",
        modules: modules(everything),
        limits: [
          limit("active_users", 5_821, null),
          limit("guest_users", 310, 1_000),
          limit("rooms_per_guest", null, null),
          limit("private_apps", 11, null),
          limit("marketplace_apps", 18, null),
          limit("monthly_active_contacts", 27_450, 50_000),
        ],
        limit_steps: [
          step("active_users", null, "allow_action"),
          step("guest_users", 1_000, "prevent_action"),
          step("monthly_active_contacts", 25_000, "start_fair_policy"),
          step("monthly_active_contacts", 50_000, "prevent_action"),
        ],
      }),
    ],
    next_deadline: deadline("expiry", zenithEnd),
  }),
  workspace({
    id: "club",
    name: "Chaos Makers Club",
    status: "community",
    attention: "calm",
    server_version: "8.4",
    community_limits: [
      limit("active_users", 34, 50),
      limit("private_apps", 0, 3),
      limit("marketplace_apps", 4, 5),
      limit("monthly_active_contacts", 0, 0),
    ],
  }),
];

/** A workspace whose license was renewed a while ago, for the round of additions. */
export const added = workspace({
  id: "added",
  name: "Newly added",
  licenses: [
    license({ tags: gold, expires_at: riverEnd, issued_at: from(-338, "d"), modules: modules(everything.slice(0, 9)) }),
  ],
  status: "expiring",
  attention: "soon",
  next_deadline: deadline("expiry", riverEnd),
});

/** What changed at some of the workspaces, newest first. */
export const histories: Record<string, ChangeRecord[]> = {
  acme: [
    { at: from(-2.1, "d"), kind: "server_version_changed", direction: "neither", before: "8.4", after: "8.5" },
    { at: from(-9, "d"), kind: "limit_raised", direction: "better", limit: "active_users", before: 200, after: 250 },
    { at: from(-9, "d"), kind: "module_gained", direction: "better", module: "abac" },
    { at: from(-31, "d"), kind: "module_lost", direction: "worse", module: "fips" },
    { at: from(-352, "d"), kind: "expiry_changed", direction: "better", before: from(-352, "d"), after: acmeEnd },
    { at: from(-352, "d"), kind: "plan_changed", direction: "neither", before: "Pro", after: "Enterprise" },
    {
      at: from(-353, "d"),
      kind: "limit_lowered",
      direction: "worse",
      limit: "marketplace_apps",
      before: null,
      after: 5,
    },
    { at: from(-353, "d"), kind: "renewal_changed", direction: "neither", before: "automatic", after: "manual" },
    { at: from(-380, "d"), kind: "license_gained", direction: "better", plan: "Pro" },
  ],
  northwind: [{ at: from(-3.1, "d"), kind: "license_lost", direction: "worse", plan: "Pro" }],
  labs: [{ at: from(-24.7, "d"), kind: "trial_started", direction: "neither" }],
};
