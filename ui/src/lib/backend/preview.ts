import { commands } from "./bindings/Commands";
import type { Backend } from "./contract";
import { previewArrangement } from "./preview-arrangement";
import { failure, RECORDED_AT } from "./preview-make";
import { previewProbe } from "./preview-probe";
import { previewReminding } from "./preview-reminding";
import { renewalBy, renewed, verdictOn } from "./preview-renewal";
import { previewSettings } from "./preview-settings";
import { pause, previewSigning } from "./preview-signing";
import { chapters, scene } from "./recorded/scenes";
import type { AppInfo, Commands, EngineEvent, WorkspaceView } from "./types";

/**
 * The engine's part, played from recorded data, so that every screen opens in a plain browser. The address chooses what
 * is played: `?scenario=none|one|fleet|ten|hundred|thousand|strange|errors|down|slow`, `&vault=memory`, `&groups=none`, `&now=2026-11-24T09:00:00Z`,
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
  const reads = scene(scenario);
  let list = structuredClone(reads["workspaces"]) as WorkspaceView[];
  const read = <Answer>(key: string, none: Answer) => Promise.resolve((reads[key] ?? none) as Answer);

  async function refresh(id: string): Promise<void> {
    const before = list.find((workspace) => workspace.id === id);
    if (!before) throw failure("unknown_workspace", `no workspace ${id}`);
    emit({ type: "refresh_started", ids: [id] });
    await pause(pace + Math.random() * pace);
    // A workspace that failed in the recording fails again; the others are as they were, and newer.
    const workspace = before.error ? before : { ...before, fetched_at: now() };
    list = list.map((other) => (other.id === id ? workspace : other));
    emit({ type: "workspaces_changed", workspaces: [workspace] });
  }

  function change(id: string, news: Partial<WorkspaceView>): WorkspaceView | undefined {
    const before = list.find((workspace) => workspace.id === id);
    if (!before) return undefined;
    const workspace = { ...before, ...news };
    list = list.map((other) => (other.id === id ? workspace : other));
    emit({ type: "workspaces_changed", workspaces: [workspace] });
    return workspace;
  }

  const signing = previewSigning({
    pace,
    known: () => list,
    change: (id, news) => change(id, { ...news, error: null, stale: false, fetched_at: now() }),
    add: (news) => {
      const workspace: WorkspaceView = { ...added, ...news, id: `added-${list.length}`, fetched_at: now() };
      list = [...list, workspace];
      emit({ type: "workspaces_changed", workspaces: [workspace] });
      return workspace;
    },
  });

  const arranging = previewArrangement(emit, query, () => list, reads);
  const reminding = previewReminding(emit, query, () => list, reads);

  const played: Partial<Commands> & Pick<Backend, "listen"> = {
    appInfo: () => Promise.resolve(appInfo(now(), query.get("vault"))),
    workspaces: async () => {
      if (scenario === "slow") await pause(3_600_000);
      if (scenario === "down") throw failure("storage", "database disk image is malformed");
      return list;
    },
    ...signing,
    ...previewProbe(pace, () => list),
    ...arranging,
    ...previewSettings(query, {
      now,
      list: () => list,
      add: (news) => {
        const error = failure("credentials_missing", "there is no usable token");
        const workspace: WorkspaceView = {
          ...added,
          ...news,
          id: `imported-${list.length}`,
          credential: "none",
          status: "unknown",
          attention: "problem",
          licenses: [],
          fetched_at: null,
          error,
        };
        list = [...list, workspace];
        emit({ type: "workspaces_changed", workspaces: [workspace] });
        return workspace;
      },
      forget: () => {
        const gone = list;
        list = [];
        for (const { id } of gone) emit({ type: "workspace_removed", id });
      },
      others: { ...arranging, ...reminding },
    }),
    signOut: async (id) => {
      await pause(pace);
      change(id, { credential: "none", error: failure("credentials_missing", "there is no usable token") });
    },
    removeWorkspace: async (id) => {
      await pause(pace);
      list = list.filter((workspace) => workspace.id !== id);
      emit({ type: "workspace_removed", id });
    },
    checkLicenseKey: async (_, key) => {
      await pause(pace * 2);
      return verdictOn(key);
    },
    applyLicenseKey: async (id, key) => {
      await pause(pace * 3);
      const before = list.find((workspace) => workspace.id === id);
      if (!before) throw failure("unknown_workspace", `no workspace ${id}`);
      const renewal = renewalBy(key, before);
      change(id, { status: renewal.status, attention: "calm", licenses: renewed(before), fetched_at: now() });
      return renewal;
    },
    refreshWorkspace: refresh,
    refreshAll: async () => {
      const waiting = list.map(({ id }) => id);
      const worker = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await refresh(id);
      };
      await Promise.all(Array.from({ length: 3 }, worker));
    },
    history: (id) => read(`history ${id}`, []),
    usage: (id) => read(`usage ${id}`, []),
    revisions: (id) => read(`revisions ${id}`, []),
    revision: (id, revision) => {
      const view = reads[`revision ${id} ${String(revision)}`] as WorkspaceView | undefined;
      return view
        ? Promise.resolve(view)
        : Promise.reject(failure("unknown_workspace", `no revision ${String(revision)} of ${id}`) as unknown as Error);
    },
    rawAnswer: (id) => read(`raw_answer ${id}`, null),
    ...reminding,
    setWorkspaceReminders: (id, reminding) => {
      change(id, { reminding });
      return Promise.resolve();
    },
    listen: (handler) => {
      handlers.add(handler);
      return Promise.resolve(() => void handlers.delete(handler));
    },
  };
  return { ...unplayed(), ...played };
}

/** Every command, failing: what is not played says so where it is called. */
function unplayed(): Commands {
  const refuse = (name: string) => () =>
    Promise.reject(failure("internal", `${name} is not in the recorded data`) as unknown as Error);
  return Object.fromEntries(Object.keys(commands).map((name) => [name, refuse(name)])) as unknown as Commands;
}

/** A workspace as it is when it was just added. */
const added = (
  chapters["add by token"]?.find(({ command, answer }) => command === "add_workspace" && answer)?.answer as {
    workspace: WorkspaceView;
  }
).workspace;

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
