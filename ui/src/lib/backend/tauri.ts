import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import { asFailure, type Backend } from "./contract";
import type { EngineEvent } from "./types";

/** The name under which the shell passes the engine's events on. */
const ENGINE_EVENT = "engine-event";

/** The engine behind the desktop shell, by its commands. */
export function tauriBackend(): Backend {
  return {
    appInfo: () => call("app_info"),
    workspaces: () => call("workspaces"),
    probe: (input) => call("probe", { input }),
    addWorkspace: (input) => call("add_workspace", { input }),
    reconnectWorkspace: (id, input) => call("reconnect_workspace", { id, input }),
    answerSecondFactor: (challenge, factor, code) => call("answer_second_factor", { challenge, factor, code }),
    resendCode: (challenge) => call("resend_code", { challenge }),
    finishWithSession: (challenge) => call("finish_with_session", { challenge }),
    cancelSignIn: (challenge) => call("cancel_sign_in", { challenge }),
    signOut: (id, token) => call("sign_out", { id, token }),
    removeWorkspace: (id, token) => call("remove_workspace", { id, token }),
    checkLicenseKey: (id, key) => call("check_license_key", { id, key }),
    applyLicenseKey: (id, key) => call("apply_license_key", { id, key }),
    refreshWorkspace: (id) => call("refresh_workspace", { id }),
    refreshAll: () => call("refresh_all"),
    history: (id) => call("history", { id }),
    usage: (id) => call("usage", { id }),
    moments: (id) => call("moments", { id }),
    moment: (id, moment) => call("moment", { id, moment }),
    rawAnswer: (id) => call("raw_answer", { id }),
    arrangement: () => call("arrangement"),
    setGroups: (groups) => call("set_groups", { groups }),
    placeWorkspaces: (ids, group, before) => call("place_workspaces", { ids, group, before }),
    asking: () => call("asking"),
    setAsking: (asking) => call("set_asking", { asking }),
    notices: () => call("notices"),
    snoozeNotice: (id, snooze) => call("snooze_notice", { id, snooze }),
    dismissNotice: (id) => call("dismiss_notice", { id }),
    reminding: () => call("reminding"),
    setReminding: (wishes) => call("set_reminding", { wishes }),
    setWorkspaceReminding: (id, wish) => call("set_workspace_reminding", { id, wish }),
    pauseReminders: (snooze) => call("pause_reminders", { snooze }),
    resumeReminders: () => call("resume_reminders"),
    shellState: () => call("shell_state"),
    setAutostart: (on) => call("set_autostart", { on }),
    setLanguage: (language) => call("set_language", { language }),
    exportSettings: () => call("export_settings"),
    planImport: (text) => call("plan_import", { text }),
    importSettings: (text) => call("import_settings", { text }),
    saveText: (name, text) => call("save_text", { name, text }),
    reset: () => call("reset"),
    diagnostics: () => call("diagnostics"),
    dependencies: () => call("dependencies"),
    quit: () => call("quit"),
    listen: (handler) => listen<EngineEvent>(ENGINE_EVENT, (event) => handler(event.payload)),
  };
}

async function call<Answer>(command: string, args?: Record<string, unknown>): Promise<Answer> {
  try {
    return await invoke<Answer>(command, args);
  } catch (thrown) {
    throw asFailure(thrown);
  }
}
