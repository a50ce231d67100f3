import type { Arrangement, Group, GroupColor, WorkspaceView } from "../backend/types";

/** The colors of groups, in the order of the palette. */
export const groupColors = [
  "red",
  "orange",
  "yellow",
  "green",
  "teal",
  "blue",
  "violet",
  "pink",
  "gray",
] as const satisfies readonly GroupColor[];

/** The maximum length of a group's name, in characters. */
export const LONGEST_NAME = 80;

/** A place for workspaces: in a group (`null`: ungrouped), before another workspace (`null`: at the end). */
export type Spot = { group: string | null; before: string | null };

/** Workspaces and their new place. */
export type Move = Spot & { ids: readonly string[] };

/** No groups and no manual order. */
export const unarranged: Arrangement = { groups: [], places: [] };

/** The group of each workspace that has one, by the workspace's id. */
export function groupsByWorkspace({ groups, places }: Arrangement): ReadonlyMap<string, Group> {
  const byId = new Map(groups.map((group) => [group.id, group]));
  return new Map(
    places.flatMap(({ workspace, group }) => {
      const found = group === null ? undefined : byId.get(group);
      return found ? [[workspace, found] as const] : [];
    }),
  );
}

/** Returns the position of a workspace in the manual order; those without one come last. */
export function positionOf({ places }: Arrangement): (id: string) => number {
  const order = new Map(places.map(({ workspace }, index) => [workspace, index]));
  return (id) => order.get(id) ?? order.size;
}

export function moved(arrangement: Arrangement, { ids, group, before }: Move): Arrangement {
  const moving = new Set(ids);
  const places = arrangement.places.filter(({ workspace }) => !moving.has(workspace));
  const at = places.findIndex(({ workspace }) => workspace === before);
  places.splice(at < 0 ? places.length : at, 0, ...ids.map((workspace) => ({ workspace, group })));
  return { ...arrangement, places };
}

/** Replaces the groups; workspaces of a removed group become ungrouped. */
export function regrouped({ places }: Arrangement, groups: Group[]): Arrangement {
  const known = new Set(groups.map(({ id }) => id));
  return {
    groups,
    places: places.map((place) => (place.group !== null && known.has(place.group) ? place : { ...place, group: null })),
  };
}

/** Whether both show the same workspaces in the same order under the same groups. */
export function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  const shown = ({ groups, places }: Arrangement) =>
    JSON.stringify([groups, ...[null, ...groups.map(({ id }) => id)].map((id) => membersOf(places, id))]);
  return shown(one) === shown(other);
}

/** The moves that return workspaces to their places in `before`: per group, each run of neighbors, last run first. */
export function movesBack(before: Arrangement, ids: readonly string[]): Move[] {
  const moving = new Set(ids);
  const groups = new Set(before.places.filter(({ workspace }) => moving.has(workspace)).map(({ group }) => group));
  return [...groups].flatMap((group) => {
    const moves: (Spot & { ids: string[] })[] = [];
    let next: string | null = null;
    for (const id of membersOf(before.places, group).reverse()) {
      const last = moves.at(-1);
      if (!moving.has(id)) next = id;
      else if (last?.before === next) last.ids.unshift(id);
      else moves.push({ ids: [id], group, before: next });
    }
    return moves;
  });
}

function membersOf(places: Arrangement["places"], group: string | null): string[] {
  return places.filter((place) => place.group === group).map(({ workspace }) => workspace);
}

/** The color for a new group: the least used one. */
export function freshColor(groups: readonly Group[]): GroupColor {
  const uses = (color: GroupColor) => groups.filter((group) => group.color === color).length;
  // Blue first, because red looks like a problem.
  const preference: GroupColor[] = ["blue", "green", "orange", "violet", "teal", "pink", "yellow", "gray", "red"];
  return preference.reduce((best, color) => (uses(color) < uses(best) ? color : best));
}

/** Validates a name for the group `id`, or for a new group if it is `null`; returns the problem, or `null`. */
export function nameProblem(
  name: string,
  groups: readonly Group[],
  id: string | null = null,
): "empty" | "known" | null {
  const plain = (text: string) => text.trim().toLocaleLowerCase();
  if (plain(name) === "") return "empty";
  return groups.some((group) => group.id !== id && plain(group.name) === plain(name)) ? "known" : null;
}

/** Moves the item at `from` to the gap before the item at `gap`. */
export function reordered<Item>(items: readonly Item[], from: number, gap: number): Item[] {
  const item = items[from];
  if (item === undefined) return [...items];
  const rest = items.filter((_, index) => index !== from);
  rest.splice(gap > from ? gap - 1 : gap, 0, item);
  return rest;
}

/** The listed workspaces of one group, or the ungrouped ones if it is `null`. */
export type Section = {
  key: string;
  group: Group | null;
  workspaces: readonly WorkspaceView[];
  /** The one that needs attention most; `null` if the section is empty. */
  worst: WorkspaceView | null;
  folded: boolean;
};

/** A row of a list with headings. */
export type Entry =
  { kind: "heading"; key: string; section: Section } | { kind: "workspace"; key: string; workspace: WorkspaceView };

/** The key of the section of ungrouped workspaces. */
export const NO_GROUP = "none";

/** Sorts workspaces into sections in manual order, ungrouped ones last. `found` must be sorted worst first. */
export function sectionsOf(
  found: readonly WorkspaceView[],
  arrangement: Arrangement,
  isFolded: (key: string) => boolean,
): Section[] {
  const groupOf = groupsByWorkspace(arrangement);
  const place = positionOf(arrangement);
  return [...arrangement.groups, null].map((group) => {
    const members = found.filter(({ id }) => groupOf.get(id)?.id === group?.id);
    const key = group?.id ?? NO_GROUP;
    return {
      key,
      group,
      workspaces: [...members].sort((a, b) => place(a.id) - place(b.id)),
      worst: members[0] ?? null,
      folded: isFolded(key),
    };
  });
}

/** The rows of a list: headings if there are groups, and workspaces that are not collapsed. `all` keeps empty groups. */
export function entriesOf(sections: readonly Section[], all: boolean): Entry[] {
  if (sections.length < 2) return entriesFor(sections.flatMap(({ workspaces }) => workspaces));
  return sections
    .filter(({ group, workspaces }) => workspaces.length > 0 || (all && group !== null))
    .flatMap((section): Entry[] => [
      { kind: "heading", key: `group:${section.key}`, section },
      ...(section.folded ? [] : entriesFor(section.workspaces)),
    ]);
}

/** The rows of a list without headings. */
export function entriesFor(workspaces: readonly WorkspaceView[]): Entry[] {
  return workspaces.map((workspace) => ({ kind: "workspace", key: workspace.id, workspace }));
}

/** Where workspaces are moved by dropping them into the gap before the row `gap`. */
export function spotAt(
  entries: readonly Entry[],
  sections: readonly Section[],
  gap: number,
  ids: readonly string[],
): Spot {
  // Nothing can be above the first heading, so the gap there is the start of the first group.
  const above = entries[Math.max(gap - 1, entries[0]?.kind === "heading" ? 0 : -1)];
  const section =
    above?.kind === "heading" ? above.section : sections.find(({ workspaces }) => has(workspaces, above?.key));
  const { group, workspaces, folded } = section ?? sections[0] ?? { group: null, workspaces: [], folded: false };
  if (folded) return { group: group?.id ?? null, before: null };
  const from = above?.kind === "workspace" ? workspaces.findIndex(({ id }) => id === above.key) + 1 : 0;
  const before = workspaces.slice(from).find(({ id }) => !ids.includes(id));
  return { group: group?.id ?? null, before: before?.id ?? null };
}

/** Where workspaces are moved by one step up or down, across groups; `null` at the ends of the list. */
export function stepSpot(sections: readonly Section[], ids: readonly string[], by: 1 | -1): Spot | null {
  const isMoving = ({ id }: WorkspaceView) => ids.includes(id);
  const containsMoving = ({ workspaces }: Section) => workspaces.some(isMoving);
  const at = by < 0 ? sections.findIndex(containsMoving) : sections.findLastIndex(containsMoving);
  const section = sections[at];
  if (!section) return null;
  const { workspaces } = section;
  const edge = by < 0 ? workspaces.findIndex(isMoving) : workspaces.findLastIndex(isMoving);
  const group = section.group?.id ?? null;
  if (workspaces[edge + by]) return { group, before: workspaces[by < 0 ? edge - 1 : edge + 2]?.id ?? null };
  const beside = sections[at + by];
  if (!beside) return null;
  const first = by > 0 ? beside.workspaces.find((workspace) => !isMoving(workspace)) : undefined;
  return { group: beside.group?.id ?? null, before: first?.id ?? null };
}

function has(workspaces: readonly WorkspaceView[], id: string | undefined): boolean {
  return workspaces.some((workspace) => workspace.id === id);
}
