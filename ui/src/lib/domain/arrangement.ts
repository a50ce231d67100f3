import type { Arrangement, Group, GroupColor, WorkspaceView } from "../backend/types";

/** The colors that a group can have, as a palette shows them. */
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

/** The longest name of a group. */
export const LONGEST_NAME = 80;

/** A place for workspaces: in a group or in none, before another workspace or at the end. */
export type Spot = { group: string | null; before: string | null };

/** Workspaces, and the place that they go to. */
export type Move = Spot & { ids: readonly string[] };

/** Where nothing is arranged. */
export const unarranged: Arrangement = { groups: [], places: [] };

/** The group of each workspace that is in one. */
export function groupsByWorkspace({ groups, places }: Arrangement): ReadonlyMap<string, Group> {
  const byId = new Map(groups.map((group) => [group.id, group]));
  return new Map(
    places.flatMap(({ workspace, group }) => {
      const found = group === null ? undefined : byId.get(group);
      return found ? [[workspace, found] as const] : [];
    }),
  );
}

/** The place of each workspace in the own order; one that has none comes last. */
export function positionOf({ places }: Arrangement): (id: string) => number {
  const order = new Map(places.map(({ workspace }, index) => [workspace, index]));
  return (id) => order.get(id) ?? order.size;
}

/** The arrangement after a move. */
export function moved(arrangement: Arrangement, { ids, group, before }: Move): Arrangement {
  const going = new Set(ids);
  const places = arrangement.places.filter(({ workspace }) => !going.has(workspace));
  const at = places.findIndex(({ workspace }) => workspace === before);
  places.splice(at < 0 ? places.length : at, 0, ...ids.map((workspace) => ({ workspace, group })));
  return { ...arrangement, places };
}

/** The arrangement with other groups: workspaces of one that is gone are in none. */
export function regrouped({ places }: Arrangement, groups: Group[]): Arrangement {
  const there = new Set(groups.map(({ id }) => id));
  return {
    groups,
    places: places.map((place) => (place.group !== null && there.has(place.group) ? place : { ...place, group: null })),
  };
}

/** Whether both show the same workspaces in the same order under the same groups. */
export function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  const shown = ({ groups, places }: Arrangement) =>
    JSON.stringify([groups, ...[null, ...groups.map(({ id }) => id)].map((id) => membersOf(places, id))]);
  return shown(one) === shown(other);
}

/** The moves that bring workspaces back to where they are in `before`: of each group, runs of neighbors from the end. */
export function movesBack(before: Arrangement, ids: readonly string[]): Move[] {
  const going = new Set(ids);
  const groups = new Set(before.places.filter(({ workspace }) => going.has(workspace)).map(({ group }) => group));
  return [...groups].flatMap((group) => {
    const moves: (Spot & { ids: string[] })[] = [];
    let next: string | null = null;
    for (const id of membersOf(before.places, group).reverse()) {
      const last = moves.at(-1);
      if (!going.has(id)) next = id;
      else if (last?.before === next) last.ids.unshift(id);
      else moves.push({ ids: [id], group, before: next });
    }
    return moves;
  });
}

function membersOf(places: Arrangement["places"], group: string | null): string[] {
  return places.filter((place) => place.group === group).map(({ workspace }) => workspace);
}

/** The color for a new group: the first that none has yet, and then the one that the fewest have. */
export function freshColor(groups: readonly Group[]): GroupColor {
  const uses = (color: GroupColor) => groups.filter((group) => group.color === color).length;
  // Blue first: red at first sight says that something is wrong.
  const wishes: GroupColor[] = ["blue", "green", "orange", "violet", "teal", "pink", "yellow", "gray", "red"];
  return wishes.reduce((best, color) => (uses(color) < uses(best) ? color : best));
}

/** What is wrong with a name for the group `id`, a new one having none. */
export function nameProblem(
  name: string,
  groups: readonly Group[],
  id: string | null = null,
): "empty" | "known" | null {
  const plain = (text: string) => text.trim().toLocaleLowerCase();
  if (plain(name) === "") return "empty";
  return groups.some((group) => group.id !== id && plain(group.name) === plain(name)) ? "known" : null;
}

/** Something in another order: what is at `from` goes to the gap before what is at `gap`. */
export function reordered<Item>(items: readonly Item[], from: number, gap: number): Item[] {
  const item = items[from];
  if (item === undefined) return [...items];
  const rest = items.filter((_, index) => index !== from);
  rest.splice(gap > from ? gap - 1 : gap, 0, item);
  return rest;
}

/** The workspaces of one group, or of none, that are listed together. */
export type Section = {
  key: string;
  group: Group | null;
  workspaces: readonly WorkspaceView[];
  /** The one that most needs attention. */
  worst: WorkspaceView | null;
  folded: boolean;
};

/** A line of a list with headings. */
export type Entry =
  { kind: "heading"; key: string; section: Section } | { kind: "workspace"; key: string; workspace: WorkspaceView };

/** The key that means no group. */
export const NO_GROUP = "none";

/** The workspaces under their groups, in the own order; `found` comes worst first. Those in no group come last. */
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

/** The lines of a list: headings where there are groups, and what is not folded. `all` keeps groups that are empty. */
export function entriesOf(sections: readonly Section[], all: boolean): Entry[] {
  if (sections.length < 2) return entriesFor(sections.flatMap(({ workspaces }) => workspaces));
  return sections
    .filter(({ group, workspaces }) => workspaces.length > 0 || (all && group !== null))
    .flatMap((section): Entry[] => [
      { kind: "heading", key: `group:${section.key}`, section },
      ...(section.folded ? [] : entriesFor(section.workspaces)),
    ]);
}

/** The lines of a list without headings. */
export function entriesFor(workspaces: readonly WorkspaceView[]): Entry[] {
  return workspaces.map((workspace) => ({ kind: "workspace", key: workspace.id, workspace }));
}

/** Where workspaces go when they are dropped into the gap before the line `gap`. */
export function spotAt(
  entries: readonly Entry[],
  sections: readonly Section[],
  gap: number,
  ids: readonly string[],
): Spot {
  // Above the first heading nothing can be: that is the beginning of the first group.
  const above = entries[Math.max(gap - 1, entries[0]?.kind === "heading" ? 0 : -1)];
  const section =
    above?.kind === "heading" ? above.section : sections.find(({ workspaces }) => has(workspaces, above?.key));
  const { group, workspaces, folded } = section ?? sections[0] ?? { group: null, workspaces: [], folded: false };
  if (folded) return { group: group?.id ?? null, before: null };
  const from = above?.kind === "workspace" ? workspaces.findIndex(({ id }) => id === above.key) + 1 : 0;
  const before = workspaces.slice(from).find(({ id }) => !ids.includes(id));
  return { group: group?.id ?? null, before: before?.id ?? null };
}

/** Where workspaces go that are moved one step up or down, over the edges of groups; nothing at the ends of the list. */
export function stepSpot(sections: readonly Section[], ids: readonly string[], by: 1 | -1): Spot | null {
  const isGoing = ({ id }: WorkspaceView) => ids.includes(id);
  const holding = ({ workspaces }: Section) => workspaces.some(isGoing);
  const at = by < 0 ? sections.findIndex(holding) : sections.findLastIndex(holding);
  const section = sections[at];
  if (!section) return null;
  const { workspaces } = section;
  const edge = by < 0 ? workspaces.findIndex(isGoing) : workspaces.findLastIndex(isGoing);
  const group = section.group?.id ?? null;
  if (workspaces[edge + by]) return { group, before: workspaces[by < 0 ? edge - 1 : edge + 2]?.id ?? null };
  const beside = sections[at + by];
  if (!beside) return null;
  const first = by > 0 ? beside.workspaces.find((workspace) => !isGoing(workspace)) : undefined;
  return { group: beside.group?.id ?? null, before: first?.id ?? null };
}

function has(workspaces: readonly WorkspaceView[], id: string | undefined): boolean {
  return workspaces.some((workspace) => workspace.id === id);
}
