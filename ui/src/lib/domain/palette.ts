import type { WorkspaceView } from "../backend/types";
import { allModules } from "./filter";
import { fit, type Fit } from "./fuzzy";
import { countHolders } from "./matrix";

/** A workspace found by the palette: the pieces of its name to highlight, or the other text that matched. */
export type WorkspaceMatch = {
  workspace: WorkspaceView;
  name: number[];
  other: { text: string; places: number[] } | null;
};

/** A module found by the palette, with the pieces of its name to highlight, and in how many workspaces it works. */
export type ModuleMatch = { id: string; name: string; places: number[]; holders: number };

/** A command found by the palette, with the pieces to highlight. */
export type CommandMatch<Command> = { command: Command; places: number[] };

/** The maximum number of results: typing another letter is quicker than reading more. */
const MOST = 40;
/** How many workspaces are found by a module that they have: the module itself leads to all of them. */
const MOST_BY_MODULE = 6;
/** A query of fewer letters does not find modules. */
const SHORTEST_MODULE_QUERY = 3;
/** The bonus of a recent workspace, which decides between similar matches. */
const RECENT = 3;

/** The best matches among workspaces; recent ones win ties. */
export function findWorkspaces(
  query: string,
  workspaces: readonly WorkspaceView[],
  recent: readonly string[],
  moduleName: (id: string) => string,
): WorkspaceMatch[] {
  const named = workspaces
    .flatMap((workspace) => {
      const found = fitWorkspace(query, workspace);
      if (!found) return [];
      const place = recent.indexOf(workspace.id);
      return [{ ...found, score: found.score + (place < 0 ? 0 : RECENT - place / recent.length) }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ workspace, name, other }) => ({ workspace, name, other }));
  const known = new Set(named.map(({ workspace }) => workspace.id));
  const [module] = findModules(query, workspaces, moduleName);
  if (!module) return named;
  const holders = workspaces.filter(
    ({ id, modules }) => !known.has(id) && modules.some((one) => one.active && one.id === module.id),
  );
  const other = { text: module.name, places: module.places };
  return [...named, ...holders.slice(0, MOST_BY_MODULE).map((workspace) => ({ workspace, name: [], other }))];
}

/** The modules whose name or id contains the query, best first. */
export function findModules(
  query: string,
  workspaces: readonly WorkspaceView[],
  moduleName: (id: string) => string,
): ModuleMatch[] {
  if (query.trim().length < SHORTEST_MODULE_QUERY) return [];
  const holders = countHolders(workspaces);
  return allModules(workspaces, moduleName)
    .flatMap((id) => {
      const name = moduleName(id);
      const [byName, byId] = [fit(query, name), fit(query, id)];
      if (isInOnePiece(byName)) return [{ id, name, places: byName.places, score: byName.score }];
      return isInOnePiece(byId) ? [{ id, name, places: [], score: byId.score }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ id, name, places }) => ({ id, name, places, holders: holders.get(id) ?? 0 }));
}

/** The matching commands, best first. */
export function findCommands<Command extends { label: string }>(
  query: string,
  commands: readonly Command[],
): CommandMatch<Command>[] {
  return commands
    .flatMap((command) => {
      const found = fit(query, command.label);
      return found ? [{ command, places: found.places, score: found.score }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ command, places }) => ({ command, places }));
}

function fitWorkspace(query: string, workspace: WorkspaceView): (WorkspaceMatch & { score: number }) | null {
  const name = fit(query, workspace.name);
  if (name) return { workspace, name: name.places, other: null, score: name.score };
  for (const text of [...workspace.plans, workspace.url]) {
    const found = fit(query, text);
    // Scattered letters match nearly every address, and are never meant.
    if (isInOnePiece(found)) {
      return { workspace, name: [], other: { text, places: found.places }, score: found.score };
    }
  }
  return null;
}

function isInOnePiece(found: Fit | null): found is Fit {
  return (
    found !== null && found.places.every((place, index) => index === 0 || place === (found.places[index - 1] ?? 0) + 1)
  );
}
