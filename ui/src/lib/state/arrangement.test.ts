import { describe, expect, it, vi } from "vitest";

import { failure } from "../../test/recorded";
import type { Arrangement, EngineEvent, Group } from "../backend/types";
import { ArrangementState } from "./arrangement.svelte";

const customers: Group = { id: "c", name: "Customers", color: "blue" };
const internal: Group = { id: "i", name: "Internal", color: "red" };

/** A backend that saves each change when the test calls `next`. */
function engine() {
  let stored: Arrangement = {
    groups: [customers, internal],
    places: ["a", "b", "d"].map((workspace) => ({ workspace, group: workspace === "d" ? "i" : "c" })),
  };
  let handler: ((event: EngineEvent) => void) | undefined;
  const waiting: ((failed?: boolean) => void)[] = [];
  const answer = (change: () => void) =>
    new Promise<void>((resolve, reject) => {
      waiting.push((failed = false) => {
        if (failed) return reject(failure("storage", "disk full"));
        change();
        resolve();
      });
    });
  const backend = {
    arrangement: vi.fn(() => Promise.resolve(stored)),
    setGroups: vi.fn((groups: Group[]) => answer(() => (stored = { ...stored, groups }))),
    moveWorkspaces: vi.fn((ids: string[], group: string | null, before: string | null) =>
      answer(() => {
        const places = stored.places.filter(({ workspace }) => !ids.includes(workspace));
        const at = places.findIndex(({ workspace }) => workspace === before);
        places.splice(at < 0 ? places.length : at, 0, ...ids.map((workspace) => ({ workspace, group })));
        stored = { ...stored, places };
      }),
    ),
    listen: vi.fn((listener: (event: EngineEvent) => void) => {
      handler = listener;
      return Promise.resolve(() => undefined);
    }),
  };
  return {
    backend,
    /** Answers the oldest pending request. */
    next: async (failed = false) => {
      await vi.waitFor(() => expect(waiting).not.toHaveLength(0));
      waiting.shift()?.(failed);
    },
    change: (arrangement: Arrangement) => {
      stored = arrangement;
      handler?.({ type: "arrangement_changed" });
    },
    stored: () => stored,
  };
}

async function started() {
  const fake = engine();
  const arranging = new ArrangementState(fake.backend);
  await arranging.start();
  const order = () => arranging.current.places.map(({ workspace, group }) => `${workspace}:${group ?? ""}`).join(" ");
  return { ...fake, arranging, order };
}

describe("the arrangement", () => {
  it("shows a move immediately and saves it", async () => {
    const { arranging, order, next, backend, stored } = await started();
    const moving = arranging.move({ ids: ["d"], group: "c", before: "b" });
    expect(order()).toBe("a:c d:c b:c");
    expect(arranging.groupOf("d")).toEqual(customers);
    await next();
    expect(await moving).toBe(true);
    expect(backend.moveWorkspaces).toHaveBeenCalledWith(["d"], "c", "b");
    expect(arranging.change).toMatchObject({ what: "moved", group: customers });
    expect(stored()).toEqual(arranging.current);
  });

  it("reverts a move that cannot be saved, and has the reason", async () => {
    const { arranging, order, next } = await started();
    const before = order();
    const moving = arranging.move({ ids: ["a"], group: null, before: null });
    expect(order()).not.toBe(before);
    await next(true);
    expect(await moving).toBe(false);
    expect(order()).toBe(before);
    expect(arranging.failure).toMatchObject({ code: "storage" });
    expect(arranging.change).toBeNull();
  });

  it("does not save a move to the same place", async () => {
    const { arranging, backend } = await started();
    expect(await arranging.move({ ids: ["a"], group: "c", before: "b" })).toBe(false);
    expect(backend.moveWorkspaces).not.toHaveBeenCalled();
  });

  it("saves changes one after the other, and ignores events between them", async () => {
    const { arranging, backend, next, change, stored, order } = await started();
    const first = arranging.move({ ids: ["a"], group: "c", before: null });
    const second = arranging.move({ ids: ["d"], group: "c", before: "b" });
    await vi.waitFor(() => expect(backend.moveWorkspaces).toHaveBeenCalledTimes(1));
    change(stored());
    expect(order()).toBe("d:c b:c a:c");
    await next();
    await first;
    await vi.waitFor(() => expect(backend.moveWorkspaces).toHaveBeenCalledTimes(2));
    expect(order()).toBe("d:c b:c a:c");
    await next();
    await second;
    await vi.waitFor(() => expect(backend.arrangement).toHaveBeenCalledTimes(2));
    expect(order()).toBe("d:c b:c a:c");
  });

  it("shows changes that were made elsewhere", async () => {
    const { arranging, change } = await started();
    change({ groups: [internal], places: [] });
    await vi.waitFor(() => expect(arranging.groups).toEqual([internal]));
  });

  it("undoes a move, once", async () => {
    const { arranging, next, order, backend } = await started();
    const moving = arranging.move({ ids: ["a"], group: "i", before: null });
    await next();
    await moving;
    const back = arranging.undo();
    expect(order()).toBe("a:c b:c d:i");
    await next();
    expect(await back).toBe(true);
    expect(backend.moveWorkspaces).toHaveBeenLastCalledWith(["a"], "c", "b");
    expect(arranging.change).toBeNull();
    expect(await arranging.undo()).toBe(false);
  });

  it("restores a removed group in its place, with its workspaces", async () => {
    const { arranging, next, order, stored } = await started();
    const removing = arranging.remove(customers);
    expect(order()).toBe("a: b: d:i");
    await next();
    await removing;
    expect(arranging.change).toEqual({ what: "removed", group: customers });
    const back = arranging.undo();
    await next();
    await next();
    expect(await back).toBe(true);
    expect(stored().groups).toEqual([customers, internal]);
    expect(["a", "b", "d"].map((id) => arranging.groupOf(id)?.id)).toEqual(["c", "c", "i"]);
    expect(arranging.current).toEqual(stored());
  });
});
