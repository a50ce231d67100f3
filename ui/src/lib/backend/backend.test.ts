import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, describe, expect, it } from "vitest";

import { asFailure, connect } from "./index";
import { failure } from "./preview-make";
import { tauriBackend } from "./tauri";

describe("the desktop's engine", () => {
  afterEach(() => {
    clearMocks();
  });

  it("is asked by the shell's commands", async () => {
    const asked: unknown[] = [];
    mockIPC((command, args) => {
      asked.push([command, args]);
      return null;
    });
    const backend = tauriBackend();
    const connection = { allow_http: false, route: { via: "system" as const }, ca_pem: null };
    const sign_in = { with: "token" as const, user_id: "u", token: "t" };
    const input = { address: "https://a.example", name: null, connection, sign_in };
    const again = { connection, keep_ca: true, sign_in: null };
    await backend.appInfo();
    await backend.workspaces();
    await backend.addWorkspace(input);
    await backend.reconnectWorkspace("1", again);
    await backend.answerSecondFactor("c", "totp", "123456");
    await backend.resendCode("c");
    await backend.finishWithSession("c");
    await backend.cancelSignIn("c");
    await backend.signOut("1", "revoke");
    await backend.removeWorkspace("1", "leave");
    await backend.checkLicenseKey("1", "k");
    await backend.applyLicenseKey("1", "k");
    await backend.refreshWorkspace("1");
    await backend.refreshAll();
    await backend.history("1");
    await backend.usage("1");
    expect(asked).toEqual([
      ["app_info", {}],
      ["workspaces", {}],
      ["add_workspace", { input }],
      ["reconnect_workspace", { id: "1", input: again }],
      ["answer_second_factor", { challenge: "c", factor: "totp", code: "123456" }],
      ["resend_code", { challenge: "c" }],
      ["finish_with_session", { challenge: "c" }],
      ["cancel_sign_in", { challenge: "c" }],
      ["sign_out", { id: "1", token: "revoke" }],
      ["remove_workspace", { id: "1", token: "leave" }],
      ["check_license_key", { id: "1", key: "k" }],
      ["apply_license_key", { id: "1", key: "k" }],
      ["refresh_workspace", { id: "1" }],
      ["refresh_all", {}],
      ["history", { id: "1" }],
      ["usage", { id: "1" }],
    ]);
  });

  it("is asked how a license stood, and what the server said", async () => {
    const asked: unknown[] = [];
    mockIPC((command, args) => {
      asked.push([command, args]);
      return null;
    });
    const backend = tauriBackend();
    await backend.moments("1");
    await backend.moment("1", 7);
    await backend.rawAnswer("1");
    await backend.saveText("a.json", "{}");
    expect(asked).toEqual([
      ["moments", { id: "1" }],
      ["moment", { id: "1", moment: 7 }],
      ["raw_answer", { id: "1" }],
      ["save_text", { name: "a.json", text: "{}" }],
    ]);
  });

  it("rejects with the engine's failure, or with one that can be shown", async () => {
    const backend = tauriBackend();
    mockIPC(() => {
      throw failure("tls", "self-signed", "said\u202E");
    });
    await expect(backend.workspaces()).rejects.toMatchObject({ code: "tls", server_said: "said\ufffd" });
    mockIPC(() => {
      // The shell itself rejects with bare texts.
      throw "command history not found";
    });
    await expect(backend.history("1")).rejects.toMatchObject({
      code: "internal",
      message: "command history not found",
    });
  });
});

describe("choosing the engine", () => {
  it("takes recorded data where there is no shell around the page", async () => {
    delete (window as { __TAURI_INTERNALS__?: unknown }).__TAURI_INTERNALS__;
    const backend = await connect();
    expect(await backend.workspaces()).toHaveLength(11);
  });
});

describe("a failure", () => {
  it("is made of anything", () => {
    expect(asFailure(new Error("no"))).toMatchObject({ code: "internal", message: "no" });
    expect(asFailure(undefined)).toMatchObject({ code: "internal" });
    expect(asFailure({ code: 404, message: "x" })).toMatchObject({ code: "internal" });
  });
});
