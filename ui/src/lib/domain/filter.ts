import type { Group, Status, WorkspaceView } from "../backend/types";
import { parseInstant } from "../time/countdown";
import { NO_GROUP } from "./arrangement";

/** The filter of the workspace list. One of the statuses, plans and groups must match, but all of the modules. */
export type Filter = {
  text: string;
  statuses: readonly Status[];
  plans: readonly string[];
  modules: readonly string[];
  /** Ids of groups, or `NO_GROUP`. */
  groups: readonly string[];
  /** Something must stop between these two instants, both inclusive, in milliseconds since 1970. */
  between: { from: number; to: number } | null;
};

/** A filter that matches everything. */
export const everything: Filter = { text: "", statuses: [], plans: [], modules: [], groups: [], between: null };

/** How the list can be sorted; `own` is the user's manual order. */
export const orders = ["urgency", "own", "deadline", "name", "seats"] as const;

export type Order = (typeof orders)[number];

/** An option of the filter, and how many workspaces would match with it. */
export type Facet<Value extends string = string> = { value: Value; count: number; chosen: boolean };

/** The options of the filter. */
export type Facets = { statuses: Facet<Status>[]; plans: Facet[]; modules: Facet[]; groups: Facet[] };

/** What filters and sorting need of the arrangement. */
export type Arranged = {
  groups: readonly Group[];
  groupOf: (id: string) => Group | null;
  positionOf: (id: string) => number;
};

/** No groups and no manual order. */
const nothingArranged: Arranged = { groups: [], groupOf: () => null, positionOf: () => 0 };

/** Worst first, like the engine's order of workspaces. */
const statusOrder = [
  "expired",
  "lapsed",
  "invalid",
  "expiring",
  "unknown",
  "not_permitted",
  "valid",
  "community",
] as const satisfies readonly Status[];

/** Whether a filter matches everything. */
export function isEmptyFilter(filter: Filter): boolean {
  return (
    filter.text.trim() === "" &&
    filter.statuses.length + filter.plans.length + filter.modules.length + filter.groups.length === 0 &&
    filter.between === null
  );
}

/** The workspaces that match a filter, in their order. */
export function filterWorkspaces(
  workspaces: readonly WorkspaceView[],
  filter: Filter,
  { groupOf }: Pick<Arranged, "groupOf"> = nothingArranged,
): WorkspaceView[] {
  const search = filter.text.trim().toLocaleLowerCase();
  return workspaces.filter(
    (workspace) =>
      (filter.statuses.length === 0 || filter.statuses.includes(workspace.status)) &&
      (filter.plans.length === 0 || plansOf(workspace).some((plan) => filter.plans.includes(plan))) &&
      (filter.modules.length === 0 || hasModules(workspace, filter.modules)) &&
      (filter.groups.length === 0 || filter.groups.includes(groupOf(workspace.id)?.id ?? NO_GROUP)) &&
      (filter.between === null || stopsBetween(workspace, filter.between)) &&
      (search === "" || matchesText(workspace, search)),
  );
}

/** Sorts workspaces; among equals, the engine's order by urgency is kept. */
export function inOrder(
  workspaces: readonly WorkspaceView[],
  order: Order,
  locale: string,
  { positionOf }: Pick<Arranged, "positionOf"> = nothingArranged,
): readonly WorkspaceView[] {
  switch (order) {
    case "urgency":
      return workspaces;
    case "own":
      return byNumber(workspaces, ({ id }) => positionOf(id));
    case "name": {
      const { compare } = new Intl.Collator(locale, { numeric: true });
      return [...workspaces].sort((a, b) => compare(a.name, b.name));
    }
    case "deadline":
      return byNumber(workspaces, (workspace) => parseInstant(workspace.stops[0]?.at) ?? Number.MAX_VALUE);
    case "seats":
      return byNumber(workspaces, (workspace) => -seatsShare(workspace));
  }
}

/** The options of the filter, each with the number of matches together with the rest of the filter. */
export function facets(
  workspaces: readonly WorkspaceView[],
  filter: Filter,
  arranged: Arranged = nothingArranged,
): Facets {
  const left = (other: Partial<Filter>) => filterWorkspaces(workspaces, { ...filter, ...other }, arranged);
  const statuses = tally(left({ statuses: [] }), ({ status }) => [status]);
  const plans = tally(left({ plans: [] }), plansOf);
  const modules = tally(left({}), activeModules);
  const groups = tally(left({ groups: [] }), ({ id }) => [arranged.groupOf(id)?.id ?? NO_GROUP]);
  const groupIds = arranged.groups.length > 0 ? [...arranged.groups.map(({ id }) => id), NO_GROUP] : [];
  return {
    statuses: statusOrder
      .filter((status) => statuses.has(status) || filter.statuses.includes(status))
      .map((value) => ({ value, count: statuses.get(value) ?? 0, chosen: filter.statuses.includes(value) })),
    plans: ranked(plans, filter.plans),
    modules: ranked(modules, filter.modules),
    groups: groupIds.map((value) => ({
      value,
      count: groups.get(value) ?? 0,
      chosen: filter.groups.includes(value),
    })),
  };
}

/** The distinct plans of a workspace. */
export function plansOf(workspace: WorkspaceView): string[] {
  return [...new Set(workspace.licenses.map(({ plan }) => plan).filter((plan) => plan !== ""))];
}

function activeModules({ modules }: WorkspaceView): string[] {
  return modules.filter(({ active }) => active).map(({ id }) => id);
}

function hasModules(workspace: WorkspaceView, ids: readonly string[]): boolean {
  const active = activeModules(workspace);
  return ids.every((id) => active.includes(id));
}

/** The fraction of seats in use; negative if unknown. */
function seatsShare({ limits }: WorkspaceView): number {
  return limits.find(({ kind }) => kind === "active_users")?.share ?? -1;
}

function stopsBetween({ stops }: WorkspaceView, { from, to }: { from: number; to: number }): boolean {
  return stops.some(({ at }) => Date.parse(at) >= from && Date.parse(at) <= to);
}

function matchesText(workspace: WorkspaceView, search: string): boolean {
  return [workspace.name, workspace.url, ...workspace.licenses.map(({ plan }) => plan)].some((text) =>
    text.toLocaleLowerCase().includes(search),
  );
}

function byNumber(workspaces: readonly WorkspaceView[], of: (workspace: WorkspaceView) => number): WorkspaceView[] {
  return workspaces
    .map((workspace) => ({ workspace, key: of(workspace) }))
    .sort((a, b) => a.key - b.key)
    .map(({ workspace }) => workspace);
}

function tally<Value extends string>(
  workspaces: readonly WorkspaceView[],
  valuesOf: (workspace: WorkspaceView) => Value[],
): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const workspace of workspaces) {
    for (const value of valuesOf(workspace)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Most frequent first; a selected value stays in the list even if nothing matches. */
function ranked(counts: ReadonlyMap<string, number>, chosen: readonly string[]): Facet[] {
  return [...new Set([...counts.keys(), ...chosen])]
    .map((value) => ({ value, count: counts.get(value) ?? 0, chosen: chosen.includes(value) }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}
