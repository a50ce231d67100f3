import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, describe, expect, it } from "vitest";

import { failure } from "../../test/recorded";
import { asFailure, connect } from "./index";
import { tauriBackend } from "./tauri";

describe("the engine of the desktop application", () => {
  afterEach(() => {
    clearMocks();
  });

  it("calls Rust's commands by their names, with their argument names", async () => {
    const called: unknown[] = [];
    mockIPC((door, args) => {
      const { command, arguments: text } = args as { command: string; arguments: string };
      called.push([door, command, JSON.parse(text)]);
      return null;
    });
    const backend = tauriBackend();
    await backend.appInfo();
    await backend.answerSecondFactor("c", "totp", "123456");
    expect(called).toEqual([
      ["call", "app_info", {}],
      ["call", "answer_second_factor", { challenge: "c", factor: "totp", code: "123456" }],
    ]);
  });

  it("rejects with the engine's failure, or with one that can be shown", async () => {
    const backend = tauriBackend();
    mockIPC(() => {
      throw failure("tls", "self-signed", "said\u202E");
    });
    await expect(backend.workspaces()).rejects.toMatchObject({ code: "tls", server_said: "said\ufffd" });
    mockIPC(() => {
      // Tauri itself rejects with plain strings.
      throw "command history not found";
    });
    await expect(backend.history("1")).rejects.toMatchObject({
      code: "internal",
      message: "command history not found",
    });
  });
});

describe("the choice of engine", () => {
  it("is recorded data outside the desktop application", async () => {
    delete (window as { __TAURI_INTERNALS__?: unknown }).__TAURI_INTERNALS__;
    const backend = await connect();
    expect(await backend.workspaces()).toHaveLength(11);
  });
});

describe("a failure", () => {
  it("is made from any value", () => {
    expect(asFailure(new Error("no"))).toMatchObject({ code: "internal", message: "no" });
    expect(asFailure(undefined)).toMatchObject({ code: "internal" });
    expect(asFailure({ code: 404, message: "x" })).toMatchObject({ code: "internal" });
  });
});
