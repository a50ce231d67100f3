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
