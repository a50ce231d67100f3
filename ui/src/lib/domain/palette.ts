import type { WorkspaceView } from "../backend/types";
import { plansOf } from "./filter";
import { fit } from "./fuzzy";

/** A workspace found by the palette: the pieces of its name to highlight, or the other text that matched. */
export type WorkspaceMatch = {
  workspace: WorkspaceView;
  name: number[];
  other: { text: string; places: number[] } | null;
};

/** A command found by the palette, with the pieces to highlight. */
export type CommandMatch<Command> = { command: Command; places: number[] };

/** The maximum number of results: typing another letter is quicker than reading more. */
const MOST = 40;
/** Fewer letters than these are in nearly every workspace's modules. */
const SHORTEST_MODULE = 3;
/** The bonus of a recent workspace, which decides between similar matches. */
const RECENT = 3;

/** The best matches among workspaces, by name, plan, address and working modules; recent ones win ties. */
export function findWorkspaces(
  query: string,
  workspaces: readonly WorkspaceView[],
  recent: readonly string[],
  moduleName: (id: string) => string,
): WorkspaceMatch[] {
  const modules = fittingModules(query, workspaces, moduleName);
  return workspaces
    .flatMap((workspace) => {
      const found = fitWorkspace(query, workspace) ?? fitModules(workspace, modules);
      if (!found) return [];
      const place = recent.indexOf(workspace.id);
      return [{ ...found, score: found.score + (place < 0 ? 0 : RECENT - place / recent.length) }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ workspace, name, other }) => ({ workspace, name, other }));
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
  for (const text of [...plansOf(workspace), workspace.url]) {
    const found = fit(query, text);
    // Scattered letters match nearly every address, and are never meant.
    if (found && inOnePiece(found.places)) {
      return { workspace, name: [], other: { text, places: found.places }, score: found.score };
    }
  }
  return null;
}

type ModuleFit = { text: string; places: number[]; score: number };

/** The modules of any workspace whose names match: once for all workspaces, because they share most of them. */
function fittingModules(
  query: string,
  workspaces: readonly WorkspaceView[],
  moduleName: (id: string) => string,
): ReadonlyMap<string, ModuleFit> {
  if (query.trim().length < SHORTEST_MODULE) return new Map();
  const ids = new Set(workspaces.flatMap(({ modules }) => modules.map(({ id }) => id)));
  const fits = [...ids].flatMap((id): [string, ModuleFit][] => {
    const text = moduleName(id);
    const found = fit(query, text);
    return found && inOnePiece(found.places) ? [[id, { text, ...found }]] : [];
  });
  return new Map(fits);
}

function fitModules(
  workspace: WorkspaceView,
  modules: ReadonlyMap<string, ModuleFit>,
): (WorkspaceMatch & { score: number }) | null {
  if (modules.size === 0) return null;
  const found = workspace.modules.flatMap(({ id, active }) => (active ? (modules.get(id) ?? []) : []));
  const best = found.sort((one, other) => other.score - one.score)[0];
  if (!best) return null;
  return { workspace, name: [], other: { text: best.text, places: best.places }, score: best.score };
}

function inOnePiece(places: readonly number[]): boolean {
  return places.every((place, index) => index === 0 || place === (places[index - 1] ?? 0) + 1);
}
