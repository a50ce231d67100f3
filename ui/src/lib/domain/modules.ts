import type { ModuleReport } from "../backend/types";
import { t } from "../i18n/i18n.svelte";
import type { MessageKey } from "../i18n/messages";

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
export type AreaGroup = { area: Area; modules: ModuleReport[] };

/** Where each known module belongs. What is not here is shown under "external and other", as it stands. */
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

/** The message with the human name of a known module, or `null` for one that this version has never heard of. */
export function moduleNameKey(id: string): MessageKey | null {
  return Object.hasOwn(areaOf, id) ? (`module.${id}` as MessageKey) : null;
}

/** The name of a module as people say it; an unknown one goes by its id. */
export function moduleName(id: string): string {
  const key = moduleNameKey(id);
  return key ? t(key as "module.auditing") : id;
}

/** The modules by area; areas without any are left out. Active ones first, else in the server's order. */
export function groupModules(modules: readonly ModuleReport[]): AreaGroup[] {
  const groups = new Map<Area, ModuleReport[]>(areas.map((area) => [area, []]));
  for (const module of modules) {
    const area = module.external || !Object.hasOwn(areaOf, module.id) ? "external" : areaOf[module.id];
    if (area) groups.get(area)?.push(module);
  }
  return areas
    .map((area) => ({ area, modules: activeFirst(groups.get(area) ?? []) }))
    .filter((group) => group.modules.length > 0);
}

function activeFirst(modules: ModuleReport[]): ModuleReport[] {
  return [...modules.filter((module) => module.active), ...modules.filter((module) => !module.active)];
}
