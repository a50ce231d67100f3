import type { ChangeRecord, ModuleReport } from "../backend/types";
import { DAY, parseInstant } from "../time/countdown";

/** The areas in which modules are shown, in the order in which they are shown. */
export const areas = [
  "security",
  "identity",
  "omnichannel",
  "communication",
  "administration",
  "platform",
  "external",
] as const;

/** An area of modules. */
export type Area = (typeof areas)[number];

/** The modules of one area. */
export type AreaGroup<Module extends ModuleReport> = { area: Area; modules: Module[] };

/** The state of a module: `new` and `lost` mean within the last weeks. */
export type ModuleState = "active" | "inactive" | "new" | "lost";

/** A module with its state, and since when for what is new or lost. */
export type ModuleEntry = ModuleReport & { state: ModuleState; since: number | null };

/** So long a module counts as new or lost. */
const LATELY = 30 * DAY;

/** The area of each known module. All others are shown under "external and other", as they are. */
const areaOf: Readonly<Record<string, Area>> = {
  auditing: "security",
  "push-privacy": "security",
  "device-management": "security",
  "accessibility-certification": "security",
  abac: "security",
  fips: "security",
  "ldap-enterprise": "identity",
  "saml-enterprise": "identity",
  "oauth-enterprise": "identity",
  "livechat-enterprise": "omnichannel",
  "canned-responses": "omnichannel",
  "voip-enterprise": "omnichannel",
  "omnichannel-mobile-enterprise": "omnichannel",
  "contact-id-verification": "omnichannel",
  "outbound-messaging": "omnichannel",
  "teams-mention": "communication",
  "videoconference-enterprise": "communication",
  "message-read-receipt": "communication",
  "outlook-calendar": "communication",
  "unlimited-presence": "communication",
  "teams-voip": "communication",
  "engagement-dashboard": "administration",
  "custom-roles": "administration",
  "hide-watermark": "administration",
  scalability: "platform",
  federation: "platform",
  "*": "platform",
  "enterprise:*": "platform",
};

/** Whether this version has a name and a purpose for a module. */
export function isKnownModule(id: string): boolean {
  return Object.hasOwn(areaOf, id);
}

/** Where a module belongs. */
export function areaOfModule({ id, external }: Pick<ModuleReport, "id" | "external">): Area {
  return (external || !isKnownModule(id) ? null : areaOf[id]) ?? "external";
}

/** The modules with what the history says of them; what was lost lately and is gone from the license is added. */
export function moduleEntries(
  modules: readonly ModuleReport[],
  changes: readonly ChangeRecord[],
  now: number,
): ModuleEntry[] {
  const lately = latelyChanged(changes, now);
  const entries = modules.map((module): ModuleEntry => {
    const change = lately.get(module.id);
    const agrees = module.active ? change?.kind === "module_gained" : change?.kind === "module_lost";
    if (!change || !agrees) return { ...module, state: module.active ? "active" : "inactive", since: null };
    return { ...module, state: module.active ? "new" : "lost", since: change.at };
  });
  const known = new Set(modules.map(({ id }) => id));
  for (const [id, { kind, at }] of lately) {
    if (kind !== "module_lost" || known.has(id)) continue;
    entries.push({ id, active: false, external: id.includes("."), state: "lost", since: at });
  }
  return entries;
}

type ModuleChange = { kind: "module_gained" | "module_lost"; at: number };

/** The newest change of each module within the last weeks. */
function latelyChanged(changes: readonly ChangeRecord[], now: number): Map<string, ModuleChange> {
  const lately = new Map<string, ModuleChange>();
  for (const change of changes) {
    if (change.kind !== "module_gained" && change.kind !== "module_lost") continue;
    const at = parseInstant(change.at);
    if (at === null || now - at > LATELY) continue;
    if (at >= (lately.get(change.module)?.at ?? 0)) lately.set(change.module, { kind: change.kind, at });
  }
  return lately;
}

/** The modules by area; areas without any are left out. Active ones first, else in the server's order. */
export function groupModules<Module extends ModuleReport>(modules: readonly Module[]): AreaGroup<Module>[] {
  const groups = new Map<Area, Module[]>(areas.map((area) => [area, []]));
  for (const module of modules) groups.get(areaOfModule(module))?.push(module);
  return areas
    .map((area) => ({ area, modules: activeFirst(groups.get(area) ?? []) }))
    .filter((group) => group.modules.length > 0);
}

function activeFirst<Module extends ModuleReport>(modules: Module[]): Module[] {
  return [...modules.filter((module) => module.active), ...modules.filter((module) => !module.active)];
}
