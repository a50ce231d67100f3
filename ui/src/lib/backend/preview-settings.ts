import type { Backend } from "./contract";
import { failure } from "./preview-make";
import type { Asking, Dependency, EngineEvent, ImportPlan, WorkspaceView } from "./types";

const dependency = (name: string, version: string, license: string): Dependency => ({ name, version, license });

const dependencies = [
  dependency("jiff", "0.2.16", "Unlicense OR MIT"),
  dependency("keyring", "4.2.0", "MIT OR Apache-2.0"),
  dependency("reqwest", "0.13.5", "MIT OR Apache-2.0"),
  dependency("rusqlite", "0.43.0", "MIT"),
  dependency("rustls", "0.23.40", "Apache-2.0 OR ISC OR MIT"),
  dependency("serde", "1.0.228", "MIT OR Apache-2.0"),
  dependency("tauri", "2.12.5", "Apache-2.0 OR MIT"),
  dependency("tokio", "1.50.0", "MIT"),
];

const report = `License Watch: 0.1.0
at: 2026-11-24T09:00:00Z
system: linux x86_64
webview: 2.50.4
shell: ShellState { tray: true, notifications: true, autostart: Some(false) }
tokens: Keyring
store: 536576 bytes
asking: Asking { every_hours: Interval(6), route: System }
workspaces: 2
-: Acme Corporation https://chat.acme.example/team 8.5 Expiring Soon by PersonalAccessToken read 2026-11-24T08:56:00Z
-: Blue Harbor Clinic https://chat.clinic.example 7.10 Valid Problem by PersonalAccessToken error Unreachable

log:
2026-11-24T06:00:00Z  INFO license_watch_desktop::engine: started
2026-11-24T06:00:02Z  INFO watch::engine::asking: cannot be read code=Unreachable
`;

/**
 * What is chosen once for all, and what is carried from one machine to another, played. With `&saving=fails` nothing can
 * be saved; a text without a brace is no export.
 */
export function previewSettings(
  emit: (event: EngineEvent) => void,
  query: URLSearchParams,
  workspaces: { list: () => WorkspaceView[]; add: (news: Partial<WorkspaceView>) => void; forget: () => void },
): Pick<
  Backend,
  | "asking"
  | "setAsking"
  | "setLanguage"
  | "exportSettings"
  | "planImport"
  | "importSettings"
  | "saveText"
  | "reset"
  | "diagnostics"
  | "dependencies"
> {
  let asking: Asking = { every_hours: Number(query.get("hours") ?? "6"), route: { via: "system" } };
  const saved = () =>
    query.get("saving") === "fails"
      ? Promise.reject(failure("storage", "database or disk is full") as unknown as Error)
      : Promise.resolve();
  const refuse = (code: "bad_connection" | "bad_import", message: string) =>
    Promise.reject(failure(code, message) as unknown as Error);

  const plan = (): ImportPlan => ({
    exported_at: "2026-11-20T10:00:00Z",
    workspaces: [
      ...workspaces
        .list()
        .slice(0, 2)
        .map(({ name, url }) => ({ name, url, known: true })),
      { name: "Lighthouse Logistics", url: "https://chat.lighthouse.example", known: false },
      { name: "Praça Central", url: "https://conversa.praca.example/equipe", known: false },
    ],
    groups: ["Partners"],
  });

  return {
    asking: () => Promise.resolve(asking),
    setAsking: async (wanted) => {
      await saved();
      const { route } = wanted;
      if (route.via === "proxy" && !/^(https?|socks[45]h?a?):\/\/[^\s:@]+(:\d+)?\/?$/.test(route.url)) {
        return refuse("bad_connection", "the address of a proxy starts with http://");
      }
      asking = wanted;
    },
    setLanguage: () => Promise.resolve(),
    exportSettings: () =>
      Promise.resolve(
        JSON.stringify(
          {
            license_watch: 1,
            exported_at: "2026-11-24T09:00:00Z",
            workspaces: workspaces.list().map(({ name, url, user_id }) => ({ name, address: url, user_id })),
          },
          null,
          2,
        ),
      ),
    planImport: (text) =>
      text.includes("{") ? Promise.resolve(plan()) : refuse("bad_import", "this is nothing that was exported"),
    importSettings: async () => {
      await saved();
      const brought = plan();
      for (const { name, url, known } of brought.workspaces) if (!known) workspaces.add({ name, url });
      emit({ type: "arrangement_changed" });
      return brought;
    },
    saveText: async () => {
      if (query.get("saving") === "fails") throw failure("not_saved", "permission denied");
      return true;
    },
    reset: async () => {
      await saved();
      workspaces.forget();
    },
    diagnostics: () => Promise.resolve(report),
    dependencies: () => Promise.resolve(dependencies),
  };
}
