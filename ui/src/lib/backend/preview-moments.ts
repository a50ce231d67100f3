import type { Backend } from "./contract";
import { earlier } from "./preview-earlier";
import { failure } from "./preview-make";
import { rawBody } from "./preview-raw";
import type { WorkspaceView } from "./types";

type Stood = { at: string; view: WorkspaceView };

/** The engine's memory of how a license stood, and of the newest answer, played. */
export function previewMoments(
  workspaces: () => WorkspaceView[],
): Pick<Backend, "revisions" | "revision" | "rawAnswer"> {
  const known = (id: string): WorkspaceView => {
    const found = workspaces().find((workspace) => workspace.id === id);
    if (!found) throw failure("unknown_workspace", `no workspace ${id}`) as unknown as Error;
    return found;
  };

  return {
    revisions: async (id) => {
      const all = stood(known(id));
      return Promise.resolve(
        all.map(({ at, view }, index) => ({ id: all.length - index, at, plan: view.licenses[0]?.plan ?? null })),
      );
    },
    revision: async (id, moment) => {
      const found = stood(known(id)).at(-moment);
      if (!found) throw failure("unknown_workspace", `no moment ${moment} of ${id}`) as unknown as Error;
      return Promise.resolve(found.view);
    },
    rawAnswer: async (id) => {
      const workspace = known(id);
      const { fetched_at } = workspace;
      if (fetched_at === null || workspace.status === "not_permitted") return Promise.resolve(null);
      const old = workspace.server_version?.startsWith("4.") ?? false;
      return Promise.resolve({ endpoint: old ? "licenses.get" : "licenses.info", fetched_at, ...rawBody(workspace) });
    },
  };
}

/** How a workspace stands and stood, newest first. One of which nothing is recorded stands so since it was first read. */
function stood(workspace: WorkspaceView): Stood[] {
  const recorded = earlier[workspace.id];
  const since = recorded?.since ?? workspace.licenses[0]?.issued_at ?? workspace.fetched_at;
  if (since === null) return [];
  const all: Stood[] = [{ at: since, view: workspace }];
  let after: WorkspaceView = { ...workspace, error: null, stale: false };
  for (const { at, otherwise } of recorded?.before ?? []) {
    after = { ...after, ...otherwise(after), fetched_at: at };
    all.push({ at, view: after });
  }
  return all;
}
