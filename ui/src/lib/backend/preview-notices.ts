import { deadline, from } from "./preview-make";
import type { ReminderRecord, WorkspaceView } from "./types";

type Told = Pick<ReminderRecord, "workspace" | "name" | "urgency" | "what"> & Partial<ReminderRecord>;

/** A notice that was shown when it came due, unless it says otherwise. */
function told(at: string, given: Told): Omit<ReminderRecord, "id"> {
  return { recorded_at: at, shown_at: at, snoozed_until: null, ...given };
}

/** What was told in the recording, newest first: every cause, over three weeks. */
const recorded = [
  told(from(-9, "m"), {
    workspace: "support",
    name: "Kestrel Support Desk",
    urgency: "critical",
    shown_at: null,
    what: {
      cause: "deadline",
      plan: "Starter",
      deadline: deadline("expiry", from(3 * 60 + 5.2, "m")),
      threshold: 0,
      renewal: "manual",
    },
  }),
  told(from(-20, "m"), {
    workspace: "acme",
    name: "Acme Corporation",
    urgency: "normal",
    what: { cause: "limit", kind: "active_users", used: 231, max: 250, percent: 90 },
  }),
  told(from(-2.4, "h"), {
    workspace: "acme",
    name: "Acme Corporation",
    urgency: "normal",
    shown_at: null,
    snoozed_until: from(23, "h"),
    what: {
      cause: "deadline",
      plan: "Enterprise",
      deadline: deadline("modules_disabled", from(6.2, "d"), ["auditing", "videoconference-enterprise"]),
      threshold: 7,
      renewal: "manual",
    },
  }),
  told(from(-19, "h"), {
    workspace: "labs",
    name: "Kestrel Labs",
    urgency: "normal",
    what: {
      cause: "deadline",
      plan: "Enterprise",
      deadline: deadline("trial_end", from(5.3, "d")),
      threshold: 7,
      renewal: "manual",
    },
  }),
  told(from(-22, "h"), {
    workspace: "clinic",
    name: "Blue Harbor Clinic",
    urgency: "normal",
    what: { cause: "refused", code: "unauthorized" },
  }),
  told(from(-50, "h"), {
    workspace: "zenith",
    name: "Zenith Bank",
    urgency: "low",
    what: {
      cause: "changed",
      changes: [
        { kind: "limit_raised", limit: "guest_users", before: 500, after: 1000 },
        { kind: "module_gained", module: "abac" },
      ],
    },
  }),
  told(from(-52, "h"), {
    workspace: "stadtwerke",
    name: "Stadtwerke Musterhausen",
    urgency: "critical",
    what: { cause: "withdrawn" },
  }),
  told(from(-3.1, "d"), {
    workspace: "northwind",
    name: "Northwind Logistics",
    urgency: "critical",
    what: {
      cause: "changed",
      changes: [
        { kind: "license_lost", plan: "Pro" },
        { kind: "module_lost", module: "livechat-enterprise" },
        { kind: "module_lost", module: "canned-responses" },
        { kind: "module_lost", module: "message-read-receipt" },
        { kind: "module_lost", module: "teams-mention" },
        { kind: "limit_lowered", limit: "active_users", before: 100, after: 50 },
      ],
    },
  }),
  told(from(-3.2, "d"), {
    workspace: "prefeitura",
    name: "Prefeitura de São Brás",
    urgency: "normal",
    what: { cause: "unread", since: from(-6.5, "d"), code: "unreachable" },
  }),
  told(from(-8.9, "d"), {
    workspace: "club",
    name: "Chaos Makers Club",
    urgency: "low",
    what: { cause: "limit", kind: "marketplace_apps", used: 4, max: 5, percent: 80 },
  }),
  told(from(-9.1, "d"), {
    workspace: "zenith",
    name: "Zenith Bank",
    urgency: "normal",
    what: {
      cause: "forecast",
      kind: "monthly_active_contacts",
      runs_out_at: from(122, "d"),
      ends_at: from(214, "d"),
    },
  }),
  told(from(-20.2, "d"), {
    workspace: "former",
    name: "Old Harbor Museum",
    urgency: "normal",
    what: { cause: "outdated", fetched_at: from(-34, "d") },
  }),
];

/** The same of workspaces with strange names, whose servers send strange texts. */
const strange = [
  told(from(-1, "h"), {
    workspace: "hostile",
    name: "<img src=x onerror=alert(1)>",
    urgency: "critical",
    what: {
      cause: "deadline",
      plan: "<b>Enterprise</b>",
      deadline: deadline("modules_disabled", from(2.2, "d"), [
        "constructor",
        "{count}",
        "<script>alert(1)</script>",
        "exe.\u202egnp",
        "unbroken".repeat(12),
        "another",
      ]),
      threshold: 3,
      renewal: "manual",
    },
  }),
  told(from(-2, "h"), {
    workspace: "long",
    name: "",
    urgency: "normal",
    what: {
      cause: "changed",
      changes: [{ kind: "plan_changed", before: "Pro", after: "Plan".repeat(40) }],
    },
  }),
  told(from(-3, "h"), {
    workspace: "rtl",
    name: "",
    urgency: "normal",
    what: { cause: "limit", kind: "active_users", used: 1_234_567, max: 1_234_567, percent: 100 },
  }),
];

/** What was told of these workspaces; of very many, as much as the engine keeps. */
export function notices(workspaces: readonly WorkspaceView[]): ReminderRecord[] {
  if (workspaces.length === 0) return [];
  if (workspaces.length > 100) return ofMany(workspaces);
  // One tells of a workspace that is no longer there.
  const here = new Set([...workspaces.map(({ id }) => id), "former"]);
  const shown = [...strange, ...recorded].filter(({ workspace }) => here.has(workspace));
  return shown.map((notice, index) => ({ ...notice, id: shown.length - index }));
}

function ofMany(workspaces: readonly WorkspaceView[]): ReminderRecord[] {
  return workspaces.slice(0, 500).map(({ id, name }, index) => ({
    id: 500 - index,
    ...told(from(-0.7 * index, "h"), {
      workspace: id,
      name,
      urgency: index % 7 === 0 ? "low" : "normal",
      what: { cause: "limit", kind: "active_users", used: 40 + (index % 10), max: 50, percent: 80 },
    }),
  }));
}
