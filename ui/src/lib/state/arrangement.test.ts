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
  const arrangement = new ArrangementState(fake.backend);
  await arrangement.start();
  const order = () => arrangement.current.places.map(({ workspace, group }) => `${workspace}:${group ?? ""}`).join(" ");
  return { ...fake, arrangement, order };
}

describe("the arrangement", () => {
  it("shows a move immediately and saves it", async () => {
    const { arrangement, order, next, backend, stored } = await started();
    const moving = arrangement.move({ ids: ["d"], group: "c", before: "b" });
    expect(order()).toBe("a:c d:c b:c");
    expect(arrangement.groupOf("d")).toEqual(customers);
    await next();
    expect(await moving).toBe(true);
    expect(backend.moveWorkspaces).toHaveBeenCalledWith(["d"], "c", "b");
    expect(arrangement.change).toMatchObject({ what: "moved", group: customers });
    expect(stored()).toEqual(arrangement.current);
  });

  it("reverts a move that cannot be saved, and has the reason", async () => {
    const { arrangement, order, next } = await started();
    const before = order();
    const moving = arrangement.move({ ids: ["a"], group: null, before: null });
    expect(order()).not.toBe(before);
    await next(true);
    expect(await moving).toBe(false);
    expect(order()).toBe(before);
    expect(arrangement.failure).toMatchObject({ code: "storage" });
    expect(arrangement.change).toBeNull();
  });

  it("does not save a move to the same place", async () => {
    const { arrangement, backend } = await started();
    expect(await arrangement.move({ ids: ["a"], group: "c", before: "b" })).toBe(false);
    expect(backend.moveWorkspaces).not.toHaveBeenCalled();
  });

  it("saves changes one after the other, and ignores events between them", async () => {
    const { arrangement, backend, next, change, stored, order } = await started();
    const first = arrangement.move({ ids: ["a"], group: "c", before: null });
    const second = arrangement.move({ ids: ["d"], group: "c", before: "b" });
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
    const { arrangement, change } = await started();
    change({ groups: [internal], places: [] });
    await vi.waitFor(() => expect(arrangement.groups).toEqual([internal]));
  });

  it("undoes a move, once", async () => {
    const { arrangement, next, order, backend } = await started();
    const moving = arrangement.move({ ids: ["a"], group: "i", before: null });
    await next();
    await moving;
    const back = arrangement.undo();
    expect(order()).toBe("a:c b:c d:i");
    await next();
    expect(await back).toBe(true);
    expect(backend.moveWorkspaces).toHaveBeenLastCalledWith(["a"], "c", "b");
    expect(arrangement.change).toBeNull();
    expect(await arrangement.undo()).toBe(false);
  });

  it("restores a removed group in its place, with its workspaces", async () => {
    const { arrangement, next, order, stored } = await started();
    const removing = arrangement.remove(customers);
    expect(order()).toBe("a: b: d:i");
    await next();
    await removing;
    expect(arrangement.change).toEqual({ what: "removed", group: customers });
    const back = arrangement.undo();
    await next();
    await next();
    expect(await back).toBe(true);
    expect(stored().groups).toEqual([customers, internal]);
    expect(["a", "b", "d"].map((id) => arrangement.groupOf(id)?.id)).toEqual(["c", "c", "i"]);
    expect(arrangement.current).toEqual(stored());
  });
});
