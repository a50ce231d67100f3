import type { Backend } from "./contract";
import { failure } from "./preview-make";
import type { WorkspaceView } from "./types";

/** The engine's memory of how a license stood, played. */
export function previewMoments(workspaces: () => WorkspaceView[]): Pick<Backend, "moments" | "moment" | "rawAnswer"> {
  return {
    moments: () => Promise.resolve([]),
    moment: (id) => {
      const found = workspaces().find((workspace) => workspace.id === id);
      if (!found) return Promise.reject(failure("unknown_workspace", `no workspace ${id}`) as unknown as Error);
      return Promise.resolve(found);
    },
    rawAnswer: () => Promise.resolve(null),
  };
}
