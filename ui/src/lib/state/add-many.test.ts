import { describe, expect, it, vi } from "vitest";

import type { BatchRowView, BatchView, EngineEvent } from "../backend/types";
import { AddMany, type AddManyBackend } from "./add-many.svelte";

const details = { owner: null, contract: null, cost: null, currency: null, note: null, contact: null };

function row(name: string, state: BatchRowView["state"]): BatchRowView {
  return {
    name,
    address: `https://${name}.example`,
    user_id: "",
    has_token: true,
    group: "",
    details,
    allow_http: false,
    state,
  };
}

const batch = (...rows: BatchRowView[]): BatchView => ({ id: "batch", rows, ignored_columns: [], omitted: 0 });

/** A backend whose check finds one row of every kind. */
function start() {
  let send: (event: EngineEvent) => void = () => undefined;
  const checked = batch(
    row("new", { is: "ready" }),
    row("again", { is: "duplicate", name: "Again" }),
    row("signed-out", { is: "needs_sign_in" }),
  );
  const waiting = batch(...checked.rows.map((one) => ({ ...one, state: { is: "waiting" as const } })));
  const backend = {
    readBatch: vi.fn(() => Promise.resolve(waiting)),
    checkBatch: vi.fn(() => Promise.resolve(checked)),
    stopBatch: vi.fn(() => Promise.resolve()),
    editBatchRow: vi.fn(() => Promise.resolve(waiting)),
    addBatch: vi.fn((_: string, rows: number[]) =>
      Promise.resolve(
        batch(
          ...checked.rows.map((one, at) => (rows.includes(at) ? row(one.name, { is: "added", id: one.name }) : one)),
        ),
      ),
    ),
    closeBatch: vi.fn(() => Promise.resolve()),
    listen: (handler: (event: EngineEvent) => void) => {
      send = handler;
      return Promise.resolve(() => undefined);
    },
  } satisfies AddManyBackend;
  return { backend, many: new AddMany(backend), emit: (event: EngineEvent) => send(event) };
}

describe("adding many workspaces", () => {
  it("forgets the pasted text, which may hold tokens, once the engine has read it", async () => {
    const { backend, many } = start();
    many.text = "address,token\nnew.example,secret";
    await many.read();
    expect(backend.readBatch).toHaveBeenCalledWith("address,token\nnew.example,secret");
    expect(many.text).toBe("");
    expect(backend.checkBatch).toHaveBeenCalledWith("batch", [0, 1, 2]);
  });

  it("keeps the text that could not be read", async () => {
    const { backend, many } = start();
    backend.readBatch.mockRejectedValueOnce({ code: "bad_list", message: "", hint: "", server_said: null });
    many.text = "nothing,here";
    await many.read();
    expect([many.text, many.failure?.code, many.doing]).toEqual(["nothing,here", "bad_list", "nothing"]);
  });

  it("adds what can be added and was not left out", async () => {
    const { backend, many } = start();
    await many.read();
    expect(many.chosen).toEqual([0, 2]);
    many.toggle(2);
    await many.add();
    expect(backend.addBatch).toHaveBeenCalledWith("batch", [0]);
    expect([many.added, many.chosen]).toEqual([1, []]);
    many.toggle(2);
    expect(many.chosen).toEqual([2]);
  });

  it("shows each check as it ends, but not that of another list", async () => {
    const { many, emit } = start();
    await many.start();
    await many.read();
    const other = { ...batch(row("other", { is: "ready" })), id: "other" };
    emit({ type: "add_batch_changed", batch: other });
    expect(many.batch?.rows).toHaveLength(3);
    emit({ type: "add_batch_changed", batch: batch(row("new", { is: "checking" })) });
    expect(many.checked).toBe(0);
  });

  it("sends a new token with a correction, and none to keep the one that there is", async () => {
    const { backend, many } = start();
    await many.read();
    const edit = { address: "https://new.example", name: "", user_id: "me", token: " ", allow_http: false };
    await many.edit(0, edit);
    expect(backend.editBatchRow).toHaveBeenLastCalledWith("batch", 0, { ...edit, token: null });
    expect(backend.checkBatch).toHaveBeenLastCalledWith("batch", [0]);
    await many.edit(0, { ...edit, token: "fresh" });
    expect(backend.editBatchRow).toHaveBeenLastCalledWith("batch", 0, { ...edit, token: "fresh" });
  });

  it("has the engine forget the list when it closes", async () => {
    const { backend, many } = start();
    await many.read();
    many.close();
    expect(backend.closeBatch).toHaveBeenCalledWith("batch");
  });
});
