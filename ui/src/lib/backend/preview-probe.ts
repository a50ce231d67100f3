import type { Backend } from "./contract";
import { from } from "./preview-make";
import { pause } from "./preview-signing";
import { refusalOfWay, wholeAddress } from "./preview-way";
import type { Probe, WorkspaceView } from "./types";

/**
 * A look at an address, played: one with `old` has a server that is no longer supported, one with `aging` one that soon
 * is not. How others fail, `preview-way.ts` knows.
 */
export function previewProbe(pace: number, workspaces: () => WorkspaceView[]): Pick<Backend, "probe"> {
  return {
    probe: async ({ address, connection }) => {
      await pause(pace * 2);
      const refusal = refusalOfWay(address, connection);
      if (refusal) throw refusal;
      const url = wholeAddress(address);
      return {
        url,
        ...serverAt(url),
        plain_http: url.startsWith("http://"),
        watched_as: workspaces().flatMap((workspace) => (workspace.url === url ? [workspace.name] : [])),
      };
    },
  };
}

function serverAt(url: string): Pick<Probe, "server_version" | "support"> {
  if (url.includes("old")) {
    return {
      server_version: "6.13.1",
      support: { ends_at: from(-401, "d"), signature: "verified", nearness: "passed" },
    };
  }
  if (url.includes("aging")) {
    return { server_version: "7.10.4", support: { ends_at: from(5, "d"), signature: "unverified", nearness: "soon" } };
  }
  return { server_version: "8.5", support: { ends_at: from(214, "d"), signature: "verified", nearness: "far" } };
}
