import { deadline, from, license, limit, modules, workspace } from "./preview-make";
import type { WorkspaceView } from "./types";

const plans = ["Enterprise", "Enterprise", "Pro", "Starter", "Premium"];
const granted = [
  "livechat-enterprise",
  "canned-responses",
  "message-read-receipt",
  "teams-mention",
  "auditing",
  "ldap-enterprise",
  "saml-enterprise",
  "device-management",
  "engagement-dashboard",
  "custom-roles",
  "scalability",
  "federation",
];

/** So many workspaces, soonest end first, for the length of the list: of all plans, with few or many modules. */
export function many(count: number): WorkspaceView[] {
  return Array.from({ length: count }, (_, index) => {
    const days = 1 + Math.floor(index / 3);
    const expires_at = from(days + 0.3, "d");
    const stopping = index % 9 === 4 ? [deadline("modules_disabled", from(days / 2 + 0.3, "d"), ["auditing"])] : [];
    const next = stopping[0] ?? deadline("expiry", expires_at);
    return workspace({
      id: `w${index}`,
      name: `Workspace ${String(index + 1).padStart(4, "0")}`,
      status: days <= 30 ? "expiring" : "valid",
      attention: days <= 7 ? "critical" : days <= 30 ? "soon" : "calm",
      licenses: [
        license({
          plan: plans[index % plans.length] ?? "Pro",
          expires_at,
          issued_at: from(days - 365, "d"),
          deadlines: [...stopping, deadline("expiry", expires_at)],
          modules: modules(granted.slice(0, 3 + ((index * 7) % 10)), index % 4 === 0 ? ["fips"] : []),
          limits: [limit("active_users", index, 1_000), limit("private_apps", index % 4, 3)],
        }),
      ],
      next_deadline: next,
    });
  });
}
