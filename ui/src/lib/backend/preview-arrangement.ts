import type { Backend } from "./contract";
import { failure } from "./preview-make";
import type { Arrangement, EngineEvent, Group, GroupColor, GroupMembership, WorkspaceView } from "./types";

/** The fleet as an agency would have it: what it looks after for others, and what it runs for itself. */
const fleetGroups: { group: Group; members: string[] }[] = [
  { group: { id: "customers", name: "Customers", color: "blue" }, members: ["acme", "northwind", "zenith", "clinic"] },
  {
    group: { id: "public", name: "Public sector", color: "green" },
    members: ["stadtwerke", "prefeitura", "riverside"],
  },
  { group: { id: "internal", name: "Internal", color: "violet" }, members: ["support", "labs", "documented"] },
];

const cities = ["Berlin", "Hamburg", "Köln", "Porto Alegre", "Recife", "São Paulo"].concat([
  "Austin",
  "Boston",
  "Chicago",
  "Lyon",
  "Oslo",
  "Wien",
]);
const colors: GroupColor[] = ["blue", "green", "orange", "violet", "teal", "pink", "yellow", "red", "gray"];

const strangeGroups: { group: Group; members: string[] }[] = [
  {
    group: {
      id: "long",
      name: "Betriebsgesellschaft für kommunale Rechenzentren und Verwaltungsdigitalisierung",
      color: "orange",
    },
    members: ["long", "hostile"],
  },
  { group: { id: "rtl", name: "عملاء الشرق الأوسط", color: "teal" }, members: ["rtl"] },
  { group: { id: "hostile", name: "<b>Bold</b> & \u202egnp.exe", color: "red" }, members: [] },
];

/**
 * The engine's part in groups and in the order of workspaces, played. The address chooses: `&groups=none` (nobody has made
 * any yet), `&saving=fails`.
 */
export function previewArrangement(
  emit: (event: EngineEvent) => void,
  query: URLSearchParams,
  workspaces: () => WorkspaceView[],
): Pick<Backend, "arrangement" | "setGroups" | "moveWorkspaces"> {
  let { groups, places: placed } = query.get("groups") === "none" ? { groups: [], places: [] } : recorded(workspaces());

  const places = (): GroupMembership[] => {
    const there = new Set(workspaces().map(({ id }) => id));
    const known = new Set(placed.map(({ workspace }) => workspace));
    const rest = workspaces().filter(({ id }) => !known.has(id));
    return [
      ...placed.filter(({ workspace }) => there.has(workspace)),
      ...rest.map(({ id }) => ({ workspace: id, group: null })),
    ];
  };
  const save = async (change: () => void) => {
    if (query.get("saving") === "fails") throw failure("storage", "attempt to write a readonly database");
    change();
    await Promise.resolve();
    emit({ type: "arrangement_changed" });
  };

  return {
    arrangement: () => Promise.resolve({ groups, places: places() }),
    setGroups: (wanted) =>
      save(() => {
        groups = wanted;
        const there = new Set(wanted.map(({ id }) => id));
        placed = places().map((place) => (place.group && there.has(place.group) ? place : { ...place, group: null }));
      }),
    moveWorkspaces: (ids, group, before) =>
      save(() => {
        const rest = places().filter(({ workspace }) => !ids.includes(workspace));
        const at = rest.findIndex(({ workspace }) => workspace === before);
        rest.splice(at < 0 ? rest.length : at, 0, ...ids.map((workspace) => ({ workspace, group })));
        placed = rest;
      }),
  };
}

function recorded(workspaces: readonly WorkspaceView[]): Arrangement {
  const ids = workspaces.map(({ id }) => id);
  if (ids.includes("acme")) return arranged(fleetGroups, ids);
  if (ids.includes("rtl")) return arranged(strangeGroups, ids);
  if (ids.length < 100 || !ids.includes("w0")) return { groups: [], places: [] };
  return {
    groups: cities.map((name, index) => ({
      id: `city-${index}`,
      name,
      color: colors[index % colors.length] ?? "gray",
    })),
    // Every thirteenth is in none.
    places: ids.map((workspace, index) => {
      const city = index % (cities.length + 1);
      return { workspace, group: city < cities.length ? `city-${city}` : null };
    }),
  };
}

function arranged(groups: { group: Group; members: string[] }[], ids: readonly string[]): Arrangement {
  const places = groups.flatMap(({ group, members }) =>
    members.filter((id) => ids.includes(id)).map((workspace) => ({ workspace, group: group.id })),
  );
  return { groups: groups.map(({ group }) => group), places };
}
