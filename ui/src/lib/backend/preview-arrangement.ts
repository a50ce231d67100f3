import type { Backend } from "./contract";
import { failure } from "./preview-make";
import type { Reads } from "./recorded/scenes";
import type { Arrangement, EngineEvent, GroupMembership, WorkspaceView } from "./types";

/**
 * The engine's part in groups and in the order of workspaces, played. The address chooses: `&groups=none` (nobody has made
 * any yet), `&saving=fails`.
 */
export function previewArrangement(
  emit: (event: EngineEvent) => void,
  query: URLSearchParams,
  workspaces: () => WorkspaceView[],
  reads: Reads,
): Pick<Backend, "arrangement" | "setGroups" | "moveWorkspaces"> {
  let { groups, places: placed } =
    query.get("groups") === "none" ? { groups: [], places: [] } : (reads["arrangement"] as Arrangement);

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
