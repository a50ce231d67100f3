import type { Backend } from "./contract";
import type { EngineEvent, Group, Placement, WorkspaceView } from "./types";

/** The engine's part in groups and in the order of workspaces, played. */
export function previewArrangement(
  emit: (event: EngineEvent) => void,
  workspaces: () => WorkspaceView[],
): Pick<Backend, "arrangement" | "setGroups" | "placeWorkspaces"> {
  let groups: Group[] = [];
  let placed: Placement[] = [];

  const places = () => {
    const known = new Set(placed.map(({ workspace }) => workspace));
    const rest = workspaces().filter(({ id }) => !known.has(id));
    return [...placed, ...rest.map(({ id }) => ({ workspace: id, group: null }))];
  };

  return {
    arrangement: () => Promise.resolve({ groups, places: places() }),
    setGroups: (wanted) => {
      groups = wanted;
      const there = new Set(wanted.map(({ id }) => id));
      placed = places().map((place) => (place.group && there.has(place.group) ? place : { ...place, group: null }));
      emit({ type: "arrangement_changed" });
      return Promise.resolve();
    },
    placeWorkspaces: (ids, group, before) => {
      const rest = places().filter(({ workspace }) => !ids.includes(workspace));
      const at = rest.findIndex(({ workspace }) => workspace === before);
      rest.splice(at < 0 ? rest.length : at, 0, ...ids.map((workspace) => ({ workspace, group })));
      placed = rest;
      emit({ type: "arrangement_changed" });
      return Promise.resolve();
    },
  };
}
