import type { Backend } from "../contract";
import { commands, type AppInfo, type Commands, type EngineEvent, type ShellState, type VaultState } from "../types";
import { channels } from "./channels";
import { failure } from "./failure";
import { Player, type Args, type Beyond } from "./player";
import { readingCommands, scene, type Scene } from "./scenes";
import { dependencies, report } from "./shell";
import { stores } from "./stores";

/** When the data was recorded. The clock starts here, so that screenshots are the same every day. */
export const RECORDED_AT = Date.parse("2026-11-24T09:00:00Z");

/** The answers of reading commands about a workspace of which nothing was recorded. */
const NOTHING: Readonly<Record<string, unknown>> = {
  history: [],
  usage: [],
  revisions: [],
  changes_between: [],
  raw_answer: null,
  workspace_icon: null,
  previous_license_key: null,
};

type Derive = (read: (key: string) => unknown, args: Args) => unknown;

/** Reading commands that are not recorded as they answer, because their answers follow from what is. */
export const derived: Readonly<Record<string, Derive>> = {
  workspace_order: (read) => (read("workspaces") as { id: string }[]).map(({ id }) => id),
  // Of the page of a workspace, only that is recorded which its row does not have.
  workspace: (read, { id }) => {
    const [row, rest] = ["workspaces", "workspace"].map((key) =>
      (read(key) as { id: string }[]).find((one) => one.id === id),
    );
    if (!row || !rest) throw failure("unknown_workspace", `there is no ${String(id)}`);
    return { ...row, ...rest };
  },
};

/** Commands that talk to a server, and so take a while. */
export const REMOTE: ReadonlySet<string> = new Set([
  "probe",
  "add_workspace",
  "reconnect_workspace",
  "check_workspace_address",
  "move_workspace_address",
  "check_batch",
  "add_batch",
  "remove_workspaces",
  "refresh_workspaces",
  "answer_second_factor",
  "resend_code",
  "finish_with_session",
  "sign_out",
  "remove_workspace",
  "preview_license_key",
  "apply_license_key",
  "restore_license_key",
  "refresh_workspace",
  "refresh_all",
  "test_channel",
]);

/** Commands that store something, and fail if the store is read-only. */
const STORING = new Set([
  "set_groups",
  "move_workspaces",
  "edit_workspace",
  "mute_workspaces",
  "update_settings",
  "snooze_reminders",
  "complete_reminders",
  "reopen_reminders",
  "set_group_reminders",
  "pause_reminders",
  "resume_reminders",
  "import_settings",
  "reset",
  "set_autostart",
]);

/**
 * The engine in a plain browser: plays the recorded answers of the real engine. The URL parameters choose the scene: see
 * README.md.
 */
export async function recordedBackend(query: URLSearchParams): Promise<Backend> {
  return backendOf(await scene(query.get("scenario") ?? "fleet"), query);
}

/** A backend that plays a scene. */
export function backendOf(
  { reads, script }: Scene,
  query: URLSearchParams = new URLSearchParams(),
  missing: Partial<Pick<Beyond, "missing">> = {},
): Backend {
  const handlers = new Set<(event: EngineEvent) => void>();
  const emit = (event: EngineEvent) => handlers.forEach((handler) => handler(event));
  const player = new Player(reads, script, emit, { stores, ...missing });
  prepare(player, query);

  const pace = Number(query.get("pace") ?? "450");
  const canStore = query.get("saving") !== "fails";
  const reading = new Set([...readingCommands(reads), ...Object.keys(NOTHING)]);
  const own: Answers = {
    ...Object.fromEntries(
      Object.entries(derived).map(([command, derive]) => [
        command,
        (args: Args) => derive((key) => player.read(key), args),
      ]),
    ),
    ...shell(query, canStore),
    ...channels(query, canStore, () => emit({ type: "channels_changed" })),
    ...troubles(query.get("scenario")),
  };

  async function call(command: string, args: Args): Promise<unknown> {
    if (REMOTE.has(command) && pace > 0) await pause(pace);
    if (STORING.has(command) && !canStore) throw failure("storage", "database or disk is full");
    const answer = own[command];
    if (answer) return await answer(args);
    if (!reading.has(command)) return player.play(command, args);
    const parts = [command, args["id"], args["revision"], args["from"], args["to"]];
    const key = parts
      .filter((part) => part !== undefined)
      .map(String)
      .join(" ");
    const read = player.read(key) ?? NOTHING[command];
    if (read === undefined) throw failure("internal", `not recorded: ${key}`);
    return read;
  }

  const methods = Object.entries(commands).map(([method, [command, ...names]]) => [
    method,
    (...given: unknown[]) => call(command, Object.fromEntries(names.map((name, at) => [name, given[at]]))),
  ]);
  return {
    ...(Object.fromEntries(methods) as Commands),
    listen: (handler) => {
      handlers.add(handler);
      return Promise.resolve(() => void handlers.delete(handler));
    },
  };
}

/** Plays the commands that the URL parameters say were run before. */
function prepare(player: Player, query: URLSearchParams): void {
  if (query.has("paused")) player.play("pause_reminders", { snooze: "tomorrow" });
  if (query.get("groups") === "none") player.play("set_groups", { groups: [] });
  const hours = query.get("hours");
  if (hours !== null) player.play("update_settings", { patch: { refresh: { interval_hours: Number(hours) } } });
  if (query.has("quiet")) {
    const quiet = { from: "22:00:00", until: "07:00:00" };
    player.play("update_settings", { patch: { reminders: { quiet } } });
  }
}

type Answers = Record<string, (args: Args) => unknown>;

/** States of the engine that are not worth recording. */
function troubles(scenario: string | null): Answers {
  switch (scenario) {
    case "slow":
      return { workspaces: () => new Promise(() => undefined) };
    case "down":
      return { workspaces: () => Promise.reject(failure("storage", "database disk image is malformed")) };
    default:
      return {};
  }
}

/** The commands of the desktop shell. */
export function shell(query: URLSearchParams, canStore: boolean): Answers {
  const startedAt = Date.now();
  const begin = Date.parse(query.get("now") ?? "") || RECORDED_AT;
  const isBare = query.get("shell") === "bare";
  const vault = vaultState(query.get("vault"));
  let state: ShellState = { tray: !isBare, notifications: !isBare, autostart: isBare ? null : false };
  const appInfo = (): AppInfo => ({
    version: "0.1.0",
    now: new Date(begin + Date.now() - startedAt).toISOString(),
    vault,
    vault_problem: vault === "keyring" ? null : NO_KEYRING,
    unsaved_tokens: 0,
    data_dir: "~/.local/share/license-watch",
    store_damage:
      query.get("store") === "damaged"
        ? {
            set_aside: "~/.local/share/license-watch/license-watch.db.damaged-2026-03-01T080000Z",
            copy_of: new Date(begin - 86_400_000).toISOString(),
          }
        : null,
  });
  const saved = (name: string) => () =>
    canStore ? { path: `~/Documents/${name}` } : Promise.reject(failure("not_saved", "permission denied"));
  return {
    app_info: appInfo,
    shell_state: () => state,
    set_autostart: ({ on }) => {
      state = { ...state, autostart: on === true };
    },
    diagnostics: () => report,
    dependencies: () => dependencies,
    open_link: () =>
      query.has("nobrowser") ? Promise.reject(failure("link_not_opened", "xdg-open: exit status: 3")) : undefined,
    export_table: saved("workspaces.csv"),
    save_report: saved("report.html"),
    report_text: () => "# License report\n",
    print_report: saved("report.html"),
    show_saved_file: () => undefined,
    save_text: () => canStore || Promise.reject(failure("not_saved", "permission denied")),
    open_data_folder: () => canStore || Promise.reject(failure("link_not_opened", "no application opened the folder")),
    take_requested_screen: () => null,
    quit: () => undefined,
    start_agent: () => undefined,
  };
}

function vaultState(name: string | null): VaultState {
  switch (name) {
    case "memory":
      return "session_memory";
    case "absent":
    case "locked":
    case "not_responding":
      return name;
    default:
      return "keyring";
  }
}

const NO_KEYRING = {
  code: "vault",
  message: "org.freedesktop.secrets was not provided by any .service files",
  hint: "",
  server_said: null,
} as const;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
