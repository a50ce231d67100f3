import { from } from "./preview-make";
import type { ReminderRecord, WorkspaceView } from "./types";

type Told = Pick<ReminderRecord, "workspace" | "name" | "urgency" | "cause" | "title" | "body"> &
  Partial<ReminderRecord>;

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
    cause: "deadline",
    title: "Starter ends in 3 h 5 m",
    body: "The license ends on 24 November 2026, 13:05.",
  }),
  told(from(-20, "m"), {
    workspace: "acme",
    name: "Acme Corporation",
    urgency: "normal",
    cause: "limit",
    title: "90 % of the seats are taken",
    body: "231 of 250 seats are in use.",
  }),
  told(from(-2.4, "h"), {
    workspace: "acme",
    name: "Acme Corporation",
    urgency: "normal",
    shown_at: null,
    snoozed_until: from(23, "h"),
    cause: "deadline",
    title: "2 modules stop in 6 days",
    body: "Message auditing, Video conference: until 30 November 2026, 14:48.",
  }),
  told(from(-19, "h"), {
    workspace: "labs",
    name: "Kestrel Labs",
    urgency: "normal",
    cause: "deadline",
    title: "The trial of Enterprise ends in 6 days",
    body: "The trial ends on 29 November 2026, 17:12.",
  }),
  told(from(-22, "h"), {
    workspace: "clinic",
    name: "Blue Harbor Clinic",
    urgency: "normal",
    cause: "refused",
    title: "The sign-in is refused",
    body: "Sign in again: until then, changes are not seen.",
  }),
  told(from(-50, "h"), {
    workspace: "zenith",
    name: "Zenith Bank",
    urgency: "low",
    cause: "changed",
    title: "There are more modules",
    body: "Most guests: 500 → 1000\nNew module: Attribute-based access",
  }),
  told(from(-52, "h"), {
    workspace: "stadtwerke",
    name: "Stadtwerke Musterhausen",
    urgency: "critical",
    cause: "withdrawn",
    title: "The license is not honored",
    body: "The server does not honor it, though its end has not come.",
  }),
  told(from(-3.1, "d"), {
    workspace: "northwind",
    name: "Northwind Logistics",
    urgency: "critical",
    cause: "changed",
    title: "The license is gone",
    body: "No longer there: Pro\nModule gone: Omnichannel\nModule gone: Canned responses\nModule gone: Read receipts\nand 2 more",
  }),
  told(from(-3.2, "d"), {
    workspace: "prefeitura",
    name: "Prefeitura de São Brás",
    urgency: "normal",
    cause: "unread",
    title: "Cannot be read for 3 days",
    body: "Since 17 November 2026. What is known may have changed.",
  }),
  told(from(-8.9, "d"), {
    workspace: "club",
    name: "Chaos Makers Club",
    urgency: "low",
    cause: "limit",
    title: "80 % of the marketplace apps are taken",
    body: "4 of 5 marketplace apps are in use.",
  }),
  told(from(-9.1, "d"), {
    workspace: "zenith",
    name: "Zenith Bank",
    urgency: "normal",
    cause: "forecast",
    title: "Monthly contacts run out about 26 March",
    body: "At the present rate, 92 days before the license ends on 26 June 2027.",
  }),
  told(from(-20.2, "d"), {
    workspace: "former",
    name: "Old Harbor Museum",
    urgency: "normal",
    cause: "outdated",
    title: "Nothing new for 14 days",
    body: "What is known is of 21 October 2026, and may have changed since.",
  }),
];

/** The same of workspaces with strange names, whose servers send strange texts. */
const strange = [
  told(from(-1, "h"), {
    workspace: "hostile",
    name: "<img src=x onerror=alert(1)>",
    urgency: "critical",
    cause: "deadline",
    title: "6 modules stop in 2 days",
    body: "constructor, {count}, <script>alert(1)</script>, exe.\u202egnp and 2 more: until 26 November 2026, 14:48.",
  }),
  told(from(-2, "h"), {
    workspace: "long",
    name: "",
    urgency: "normal",
    cause: "changed",
    title: "The license has changed",
    body: "Plan: Pro → PlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlanPlan",
  }),
  told(from(-3, "h"), {
    workspace: "rtl",
    name: "",
    urgency: "normal",
    cause: "limit",
    title: "All seats are taken",
    body: "1234567 of 1234567 seats are in use.",
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
      cause: "limit",
      title: "80 % of the seats are taken",
      body: `${40 + (index % 10)} of 50 seats are in use.`,
    }),
  }));
}
