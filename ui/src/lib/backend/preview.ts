import type { Backend } from "./contract";
import { added, fleet, histories } from "./preview-data";
import { failure, RECORDED_AT } from "./preview-make";
import { failing, strange, thousand } from "./preview-strange";
import type { AppInfo, EngineEvent, Failure, NewWorkspace, WorkspaceView } from "./types";

/**
 * The engine's part, played from recorded data, so that every screen opens in a plain browser. The address chooses what
 * is played: `?scenario=none|one|fleet|thousand|strange|errors|down|slow`, `&vault=memory`, `&now=2026-11-24T09:00:00Z`,
 * `&pace=0` (milliseconds per refresh).
 */
export function previewBackend(query: URLSearchParams): Backend {
  const scenario = query.get("scenario") ?? "fleet";
  const pace = Number(query.get("pace") ?? "450");
  const startedAt = Date.now();
  const recordedNow = Date.parse(query.get("now") ?? "") || RECORDED_AT;
  const now = () => new Date(recordedNow + Date.now() - startedAt).toISOString();

  const handlers = new Set<(event: EngineEvent) => void>();
  const emit = (event: EngineEvent) => handlers.forEach((handler) => handler(event));
  let list: WorkspaceView[] = structuredClone(recorded(scenario));

  async function refresh(id: string): Promise<void> {
    const before = list.find((workspace) => workspace.id === id);
    if (!before) throw failure("unknown_workspace", `no workspace ${id}`);
    emit({ type: "refresh_started", id });
    await pause(pace + Math.random() * pace);
    // A workspace that failed in the recording fails again; the others are as they were, and newer.
    const workspace = before.error ? before : { ...before, fetched_at: now() };
    list = list.map((other) => (other.id === id ? workspace : other));
    emit({ type: "workspace_changed", workspace });
  }

  return {
    appInfo: () => Promise.resolve(appInfo(now(), query.get("vault"))),
    workspaces: async () => {
      if (scenario === "slow") await pause(3_600_000);
      if (scenario === "down") throw failure("storage", "database disk image is malformed");
      return list;
    },
    addWorkspace: async (input) => {
      await pause(pace * 3);
      const refusal = refusalOf(input, list);
      if (refusal) throw refusal;
      const workspace: WorkspaceView = {
        ...added,
        id: `added-${list.length}`,
        name: input.name ?? input.address.replace(/^https?:\/\//, ""),
        url: input.address,
        user_id: input.user_id,
        fetched_at: now(),
      };
      list = [...list, workspace];
      emit({ type: "workspace_changed", workspace });
      return workspace;
    },
    removeWorkspace: async (id) => {
      await pause(pace);
      list = list.filter((workspace) => workspace.id !== id);
      emit({ type: "workspace_removed", id });
    },
    refreshWorkspace: refresh,
    refreshAll: async () => {
      const waiting = list.map(({ id }) => id);
      const worker = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await refresh(id);
      };
      await Promise.all(Array.from({ length: 3 }, worker));
    },
    history: (id) => Promise.resolve(histories[id] ?? []),
    listen: (handler) => {
      handlers.add(handler);
      return Promise.resolve(() => void handlers.delete(handler));
    },
  };
}

function recorded(scenario: string): WorkspaceView[] {
  switch (scenario) {
    case "none":
      return [];
    case "one":
      return fleet.filter((workspace) => workspace.id === "acme");
    case "calm":
      return fleet.filter((workspace) => workspace.attention === "calm");
    case "thousand":
      return thousand;
    case "strange":
      return strange;
    case "errors":
      return failing;
    default:
      return fleet;
  }
}

function appInfo(now: string, vault: string | null): AppInfo {
  const memory = vault === "memory";
  return {
    version: "0.1.0",
    now,
    vault: memory ? "session_memory" : "keyring",
    vault_problem: memory ? failure("vault", "org.freedesktop.secrets was not provided by any .service files") : null,
    data_dir: "~/.local/share/license-watch",
  };
}

/** The checks of the real engine, as far as words in the address can stand for servers. */
function refusalOf(input: NewWorkspace, list: readonly WorkspaceView[]): Failure | null {
  const address = input.address;
  if (!/^(https?:\/\/)?[^\s/]+/.test(address) || /\s/.test(address)) return failure("bad_address", "not a URL");
  if (list.some((workspace) => workspace.url === address)) return failure("duplicate_workspace", address);
  if (address.startsWith("http://") && !input.allow_http) return failure("http_refused", "http:// was not allowed");
  if (address.includes("down")) return failure("unreachable", "dns error: failed to lookup address");
  if (address.includes("shop")) return failure("not_rocketchat", "no /api/info", "<!doctype html><title>Shop</title>");
  if (input.token.includes("bad")) return failure("unauthorized", "401", "You must be logged in to do this.");
  return null;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
