import type { Backend } from "./index";

/** The engine's part, played from recorded data, so that every screen opens in a plain browser. */
export function previewBackend(_query: URLSearchParams): Backend {
  return {
    appInfo: () => Promise.reject(new Error("not recorded")),
    workspaces: () => Promise.resolve([]),
    addWorkspace: () => Promise.reject(new Error("not recorded")),
    removeWorkspace: () => Promise.resolve(),
    refreshWorkspace: () => Promise.resolve(),
    refreshAll: () => Promise.resolve(),
    history: () => Promise.resolve([]),
    listen: () => Promise.resolve(() => undefined),
  };
}
