import type { Backend } from "./contract";
import { defaultSettings } from "./bindings/defaultSettings";
import { failure } from "./preview-make";
import type { Dependency, FailureCode, Group, ImportPlan, RouteEntry, WorkspaceView } from "./types";

const dependency = (name: string, version: string, license: string): Dependency => ({ name, version, license });

const dependencies = [
  dependency("aws-lc-sys", "0.34.0", "ISC AND (Apache-2.0 OR ISC) AND OpenSSL"),
  dependency("encoding_rs", "0.8.35", "(Apache-2.0 OR MIT) AND BSD-3-Clause"),
  dependency("jiff", "0.2.16", "Unlicense OR MIT"),
  dependency("keyring", "4.2.0", "MIT OR Apache-2.0"),
  dependency("reqwest", "0.13.5", "MIT OR Apache-2.0"),
  dependency("rusqlite", "0.43.0", "MIT"),
  dependency("rustls", "0.23.40", "Apache-2.0 OR ISC OR MIT"),
  dependency("ring", "0.17.14", "Apache-2.0 AND ISC"),
  dependency("serde", "1.0.228", "MIT OR Apache-2.0"),
  dependency("tauri", "2.12.5", "Apache-2.0 OR MIT"),
  dependency("tokio", "1.50.0", "MIT"),
  dependency("unicode-ident", "1.0.22", "(MIT OR Apache-2.0) AND Unicode-3.0"),
];

const report = `License Watch: 0.1.0
at: 2026-11-24T09:00:00Z
system: linux x86_64
webview: 2.50.4
shell: ShellState { tray: true, notifications: true, autostart: Some(false) }
tokens: Keyring
store: 536576 bytes
settings: Settings { refresh: RefreshSettings { interval_hours: Interval(6), route: System } }
workspaces: 2
-: Acme Corporation https://chat.acme.example/team 8.5 Expiring Soon by PersonalAccessToken read 2026-11-24T08:56:00Z
-: Blue Harbor Clinic https://chat.clinic.example 7.10 Valid Problem by PersonalAccessToken error Unreachable

log:
2026-11-24T06:00:00Z  INFO license_watch_desktop::engine: started
2026-11-24T06:00:02Z  INFO watch::engine::refresh: cannot be read code=Unreachable
`;

/** The engine's other parts, as far as this one uses them. */
type Around = {
  now: () => string;
  list: () => WorkspaceView[];
  /** Adds a workspace that waits for somebody to sign in. */
  add: (news: Pick<WorkspaceView, "name" | "url" | "user_id">) => WorkspaceView;
  /** Forgets every workspace. */
  forget: () => void;
  others: Pick<Backend, "arrangement" | "setGroups" | "moveWorkspaces" | "settings" | "updateSettings">;
};

/** What is carried from one machine to another. */
type Carried = {
  exported_at: string;
  groups: Group[];
  workspaces: {
    name: string;
    address: string;
    user_id: string;
    allow_http?: boolean;
    route?: RouteEntry;
    ca_pem?: string | null;
    group: string | null;
  }[];
};

/**
 * What is chosen once for all, and what is carried from one machine to another, played: what was exported can be imported
 * again. With `&saving=fails` nothing can be saved.
 */
export function previewSettings(
  query: URLSearchParams,
  { now, list, add, forget, others }: Around,
): Pick<
  Backend,
  "exportSettings" | "planImport" | "importSettings" | "saveText" | "reset" | "diagnostics" | "dependencies"
> {
  const saved = () =>
    query.get("saving") === "fails" ? refuse("storage", "database or disk is full") : Promise.resolve();

  /** What is not here yet: a group by its name, a workspace by its address. */
  async function arriving(text: string) {
    const carried = read(text);
    if (!carried) return refuse("bad_import", "this is nothing that License Watch has exported");
    const here = await others.arrangement();
    const groups = carried.groups.filter(
      ({ id, name }) => !here.groups.some((old) => old.id === id || old.name === name),
    );
    const workspaces = carried.workspaces.map((workspace) => ({
      ...workspace,
      known: list().some(({ url }) => url === workspace.address),
    }));
    const plan: ImportPlan = {
      exported_at: carried.exported_at,
      workspaces: workspaces.map(({ name, address, known, allow_http, route, ca_pem }) => ({
        name,
        url: address,
        known,
        connection: {
          allow_http: allow_http ?? false,
          route: route ?? { via: "system" },
          has_ca: typeof ca_pem === "string",
        },
      })),
      groups: groups.map(({ name }) => name),
    };
    return { plan, groups: [...here.groups, ...groups], fresh: workspaces.filter(({ known }) => !known) };
  }

  return {
    exportSettings: async () => {
      const [{ groups, places }, settings] = await Promise.all([others.arrangement(), others.settings()]);
      const workspaces = list().map(({ id, name, url, user_id, connection, reminding }) => ({
        name,
        address: url,
        user_id,
        allow_http: connection.allow_http,
        route: connection.route,
        ca_pem: null,
        group: places.find(({ workspace }) => workspace === id)?.group ?? null,
        reminding,
      }));
      const whole = { license_watch: 2, exported_at: now(), groups, workspaces, settings };
      return `${JSON.stringify(whole, null, 2)}\n`;
    },
    planImport: async (text) => (await arriving(text)).plan,
    importSettings: async (text) => {
      await saved();
      const { plan, groups, fresh } = await arriving(text);
      await others.setGroups(groups);
      for (const { name, address, user_id, group } of fresh) {
        const { id } = add({ name, url: address, user_id });
        await others.moveWorkspaces([id], groups.some((known) => known.id === group) ? group : null, null);
      }
      return plan;
    },
    saveText: async () => {
      if (query.get("saving") === "fails") throw failure("not_saved", "permission denied");
      return true;
    },
    reset: async () => {
      await saved();
      forget();
      await others.setGroups([]);
      await others.updateSettings(defaultSettings);
    },
    diagnostics: () => Promise.resolve(report),
    dependencies: () => Promise.resolve(dependencies),
  };
}

function refuse(code: FailureCode, message: string): Promise<never> {
  return Promise.reject(failure(code, message) as unknown as Error);
}

/** Reads what was exported; nothing where it is something else. */
function read(text: string): Carried | null {
  try {
    const whole = JSON.parse(text) as Partial<Carried> & { license_watch?: unknown };
    if ((whole.license_watch !== 1 && whole.license_watch !== 2) || typeof whole.exported_at !== "string") return null;
    return { exported_at: whole.exported_at, groups: whole.groups ?? [], workspaces: whole.workspaces ?? [] };
  } catch {
    return null;
  }
}
