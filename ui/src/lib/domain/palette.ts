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
/** The bonus of a recent workspace, which decides between similar matches. */
const RECENT = 3;

/** The best matches among workspaces; recent ones win ties. */
export function findWorkspaces(
  query: string,
  workspaces: readonly WorkspaceView[],
  recent: readonly string[],
): WorkspaceMatch[] {
  return workspaces
    .flatMap((workspace) => {
      const found = fitWorkspace(query, workspace);
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

function inOnePiece(places: readonly number[]): boolean {
  return places.every((place, index) => index === 0 || place === (places[index - 1] ?? 0) + 1);
}
