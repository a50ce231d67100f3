import type { Group, Status, WorkspaceView } from "../backend/types";
import { parseInstant } from "../time/countdown";
import { NO_GROUP } from "./arrangement";

/**
 * The filter of the workspace list. One of the statuses, plans and groups must match, but all of the modules. The text is
 * in the name, the address or a plan, or names a module that the workspace has.
 */
export type Filter = {
  text: string;
  statuses: readonly Status[];
  plans: readonly string[];
  /** Modules that must work. */
  modules: readonly string[];
  /** Modules that must not work, as far as that is known. */
  without: readonly string[];
  /** Ids of groups, or `NO_GROUP`. */
  groups: readonly string[];
  /** Something must stop between these two instants, both inclusive, in milliseconds since 1970. */
  between: { from: number; to: number } | null;
};

/** A filter that matches everything. */
export const everything: Filter = {
  text: "",
  statuses: [],
  plans: [],
  modules: [],
  without: [],
  groups: [],
  between: null,
};

/** How the list can be sorted: `urgency` is the engine's order, `own` the user's manual one. The first is the default. */
export const orders = ["urgency", "deadline", "own", "name", "seats", "runout"] as const;

export type Order = (typeof orders)[number];

/** An option of the filter, and how many workspaces would match with it. */
export type Facet<Value extends string = string> = { value: Value; count: number; chosen: boolean };

/** A module as an option of the filter: whether it must work, must not, or either. */
export type ModuleChoice = "has" | "lacks" | "any";

/** A module, in how many of the workspaces that match it works, and what is chosen. */
export type ModuleFacet = { value: string; count: number; choice: ModuleChoice };

/** The options of the filter. */
export type Facets = { statuses: Facet<Status>[]; plans: Facet[]; modules: ModuleFacet[]; groups: Facet[] };

/** What filters and sorting need of the arrangement. */
export type Arranged = {
  groups: readonly Group[];
  groupOf: (id: string) => Group | null;
  positionOf: (id: string) => number;
};

/** What filters need beside the workspaces. */
export type FilterContext = Pick<Arranged, "groupOf"> & {
  /** The name of a module in the user's language. */
  moduleName?: (id: string) => string;
};

/** No groups and no manual order. */
const nothingArranged: Arranged = { groups: [], groupOf: () => null, positionOf: () => 0 };

/** A text of fewer letters does not find modules: nearly every workspace has one with an “a”. */
const SHORTEST_MODULE_TEXT = 3;

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
    filter.statuses.length + filter.plans.length + filter.groups.length === 0 &&
    filter.modules.length + filter.without.length === 0 &&
    filter.between === null
  );
}

/** The workspaces that match a filter, in their order. */
export function filterWorkspaces(
  workspaces: readonly WorkspaceView[],
  filter: Filter,
  { groupOf, moduleName = (id) => id }: FilterContext = nothingArranged,
): WorkspaceView[] {
  const search = filter.text.trim().toLocaleLowerCase();
  const found = search === "" ? [] : modulesNamed(search, workspaces, moduleName);
  return workspaces.filter(
    (workspace) =>
      (filter.statuses.length === 0 || filter.statuses.includes(workspace.status)) &&
      (filter.plans.length === 0 || workspace.plans.some((plan) => filter.plans.includes(plan))) &&
      filter.modules.every((id) => hasModule(workspace, id)) &&
      (filter.without.length === 0 || lacksModules(workspace, filter.without)) &&
      (filter.groups.length === 0 || filter.groups.includes(groupOf(workspace.id)?.id ?? NO_GROUP)) &&
      (filter.between === null || stopsBetween(workspace, filter.between)) &&
      (search === "" || matchesText(workspace, search) || found.some((id) => hasModule(workspace, id))),
  );
}

/** The modules of any workspace whose name or id contains a text, sorted by name. */
export function modulesNamed(
  text: string,
  workspaces: readonly WorkspaceView[],
  moduleName: (id: string) => string,
): string[] {
  const search = text.trim().toLocaleLowerCase();
  if (search.length < SHORTEST_MODULE_TEXT) return [];
  return allModules(workspaces, moduleName).filter((id) =>
    [moduleName(id), id].some((name) => name.toLocaleLowerCase().includes(search)),
  );
}

/** Every module that a workspace has or had, sorted by name. */
export function allModules(workspaces: readonly WorkspaceView[], moduleName: (id: string) => string): string[] {
  const ids = new Set(
    workspaces.flatMap(({ modules, lost_modules: lost }) => [...modules.map(({ id }) => id), ...lost]),
  );
  const names = [...ids].map((id) => ({ id, name: moduleName(id) }));
  return names.sort((a, b) => a.name.localeCompare(b.name)).map(({ id }) => id);
}

/** Whether a module works. */
export function hasModule({ modules }: WorkspaceView, id: string): boolean {
  return modules.some((module) => module.active && module.id === id);
}

/** Whether none of these modules works. Of a workspace that was never read, that is not known. */
function lacksModules(workspace: WorkspaceView, ids: readonly string[]): boolean {
  return workspace.fetched_at !== null && !ids.some((id) => hasModule(workspace, id));
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
      return byNumber(workspaces, ({ stops }) => parseInstant(stops[0]?.at) ?? Number.MAX_VALUE);
    case "seats":
      return byNumber(workspaces, ({ seats }) => -(seats?.share ?? -1));
    case "runout":
      return byNumber(workspaces, ({ seats }) => parseInstant(seats?.runs_out_at) ?? Number.MAX_VALUE);
  }
}

/** The options of the filter, each with the number of matches together with the rest of the filter. */
export function facets(
  workspaces: readonly WorkspaceView[],
  filter: Filter,
  arranged: Arranged & FilterContext = nothingArranged,
): Facets {
  const { moduleName = (id: string) => id } = arranged;
  const matching = filterWorkspaces(workspaces, filter, arranged);
  const left = <Key extends "statuses" | "plans" | "groups">(without: Key) =>
    // Without a choice, these are the same.
    filter[without].length === 0 ? matching : filterWorkspaces(workspaces, { ...filter, [without]: [] }, arranged);
  const statuses = tally(left("statuses"), ({ status }) => [status]);
  const plans = tally(left("plans"), ({ plans }) => plans);
  const modules = tally(matching, activeModules);
  const groups = tally(left("groups"), ({ id }) => [arranged.groupOf(id)?.id ?? NO_GROUP]);
  const groupIds = arranged.groups.length > 0 ? [...arranged.groups.map(({ id }) => id), NO_GROUP] : [];
  return {
    statuses: statusOrder
      .filter((status) => statuses.has(status) || filter.statuses.includes(status))
      .map((value) => ({ value, count: statuses.get(value) ?? 0, chosen: filter.statuses.includes(value) })),
    plans: ranked(plans, filter.plans),
    modules: allModules(workspaces, moduleName).map((value) => ({
      value,
      count: modules.get(value) ?? 0,
      choice: filter.modules.includes(value) ? "has" : filter.without.includes(value) ? "lacks" : "any",
    })),
    groups: groupIds.map((value) => ({
      value,
      count: groups.get(value) ?? 0,
      chosen: filter.groups.includes(value),
    })),
  };
}

function activeModules({ modules }: WorkspaceView): string[] {
  return modules.filter(({ active }) => active).map(({ id }) => id);
}

function stopsBetween({ stops }: WorkspaceView, { from, to }: { from: number; to: number }): boolean {
  return stops.some(({ at }) => Date.parse(at) >= from && Date.parse(at) <= to);
}

function matchesText(workspace: WorkspaceView, search: string): boolean {
  return [workspace.name, workspace.url, ...workspace.plans].some((text) => text.toLocaleLowerCase().includes(search));
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
