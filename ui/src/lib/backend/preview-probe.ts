import type { Backend } from "./contract";
import { pause } from "./preview-signing";
import type { WorkspaceView } from "./types";

/** A look at an address, played. */
export function previewProbe(pace: number, workspaces: () => WorkspaceView[]): Pick<Backend, "probe"> {
  return {
    probe: async ({ address }) => {
      await pause(pace);
      const url = address.includes("://") ? address : `https://${address}`;
      return {
        url,
        server_version: "8.5",
        support: null,
        plain_http: url.startsWith("http://"),
        watched_as: workspaces().flatMap((workspace) => (workspace.url === url ? [workspace.name] : [])),
      };
    },
  };
}
