import { from, license, limit, modules } from "./preview-make";
import type { LicenseView, WorkspaceView } from "./types";

/** How a workspace stood earlier: since when, and what was otherwise than at the moment after it. */
export type Earlier = { at: string; otherwise: (after: WorkspaceView) => Partial<WorkspaceView> };

/** What was otherwise about the only license. */
const licensed =
  (otherwise: (after: LicenseView) => Partial<LicenseView>) =>
  (after: WorkspaceView): Partial<WorkspaceView> => ({
    licenses: after.licenses.map((one) => ({ ...one, ...otherwise(one) })),
  });

const withMaximum = (one: LicenseView, kind: string, max: number | null, used: number) =>
  one.limits.map((known) => (known.kind === kind ? { ...known, max, used } : known));
const without = (one: LicenseView, ...ids: string[]) => one.modules.filter(({ id }) => !ids.includes(id));

/** Since when some of the workspaces stand as they do, and how they stood before, newest first. */
export const earlier: Record<string, { since: string; before: Earlier[] }> = {
  acme: {
    since: from(-2.1, "d"),
    before: [
      { at: from(-9, "d"), otherwise: () => ({ server_version: "8.4" }) },
      {
        at: from(-31, "d"),
        otherwise: licensed((one) => ({
          limits: withMaximum(one, "active_users", 200, 197),
          modules: without(one, "abac"),
        })),
      },
      {
        at: from(-352, "d"),
        otherwise: licensed((one) => ({
          modules: one.modules.map((known) => (known.id === "fips" ? { ...known, active: true } : known)),
        })),
      },
      {
        at: from(-353, "d"),
        otherwise: (after) => ({
          server_version: "8.0",
          ...licensed((one) => ({
            plan: "Pro",
            expires_at: from(-352, "d"),
            issued_at: from(-717, "d"),
            deadlines: [],
            limits: withMaximum(one, "marketplace_apps", 5, 4),
            modules: without(one, "auditing", "fips", "device-management", "acme.room-directory"),
          }))(after),
        }),
      },
      {
        at: from(-380, "d"),
        otherwise: licensed((one) => ({ auto_renew: true, limits: withMaximum(one, "marketplace_apps", null, 6) })),
      },
    ],
  },
  northwind: {
    since: from(-3.1, "d"),
    before: [
      {
        at: from(-41, "d"),
        otherwise: () => ({ status: "expiring", attention: "soon", lapsed_at: null, community_limits: [] }),
      },
      {
        at: from(-368, "d"),
        otherwise: licensed((one) => ({ limits: withMaximum(one, "active_users", 75, 64) })),
      },
    ],
  },
  labs: {
    since: from(-24.7, "d"),
    before: [
      {
        at: from(-60, "d"),
        otherwise: () => ({
          status: "community",
          attention: "calm",
          licenses: [],
          community_limits: [limit("active_users", 5, 50), limit("private_apps", 0, 3)],
          next_deadline: null,
        }),
      },
    ],
  },
  zenith: {
    since: from(-151, "d"),
    before: [
      {
        at: from(-516, "d"),
        otherwise: licensed((one) => ({
          expires_at: from(-151, "d"),
          issued_at: from(-516, "d"),
          deadlines: [],
          limits: withMaximum(one, "monthly_active_contacts", 25_000, 9_310),
          modules: without(one, "abac", "outbound-messaging", "contact-id-verification"),
        })),
      },
    ],
  },
  hostile: {
    since: from(-9, "h"),
    before: [
      {
        at: from(-2, "d"),
        otherwise: () => ({
          licenses: [
            license({ plan: `"><img src=x onerror=alert(1)>\u202Egnp.exe`, modules: modules(["<i>old</i>"]) }),
          ],
        }),
      },
    ],
  },
};
