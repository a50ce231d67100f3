import { describe, expect, it, vi } from "vitest";

import { failure } from "../../test/recorded";
import type { Arrangement, EngineEvent, Group } from "../backend/types";
import { ArrangementState } from "./arrangement.svelte";

const customers: Group = { id: "c", name: "Customers", color: "blue" };
const internal: Group = { id: "i", name: "Internal", color: "red" };

/** An engine that stores what it receives, when the test lets it. */
function engine() {
  let kept: Arrangement = {
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
    arrangement: vi.fn(() => Promise.resolve(kept)),
    setGroups: vi.fn((groups: Group[]) => answer(() => (kept = { ...kept, groups }))),
    moveWorkspaces: vi.fn((ids: string[], group: string | null, before: string | null) =>
      answer(() => {
        const places = kept.places.filter(({ workspace }) => !ids.includes(workspace));
        const at = places.findIndex(({ workspace }) => workspace === before);
        places.splice(at < 0 ? places.length : at, 0, ...ids.map((workspace) => ({ workspace, group })));
        kept = { ...kept, places };
      }),
    ),
    listen: vi.fn((given: (event: EngineEvent) => void) => {
      handler = given;
      return Promise.resolve(() => undefined);
    }),
  };
  return {
    backend,
    /** Lets the oldest question be answered. */
    next: async (failed = false) => {
      await vi.waitFor(() => expect(waiting).not.toHaveLength(0));
      waiting.shift()?.(failed);
    },
    change: (arrangement: Arrangement) => {
      kept = arrangement;
      handler?.({ type: "arrangement_changed" });
    },
    kept: () => kept,
  };
}

async function started() {
  const played = engine();
  const arranging = new ArrangementState(played.backend);
  await arranging.start();
  const order = () => arranging.current.places.map(({ workspace, group }) => `${workspace}:${group ?? ""}`).join(" ");
  return { ...played, arranging, order };
}

describe("the arrangement", () => {
  it("is shown as moved at once, and kept", async () => {
    const { arranging, order, next, backend, kept } = await started();
    const moving = arranging.move({ ids: ["d"], group: "c", before: "b" });
    expect(order()).toBe("a:c d:c b:c");
    expect(arranging.groupOf("d")).toEqual(customers);
    await next();
    expect(await moving).toBe(true);
    expect(backend.moveWorkspaces).toHaveBeenCalledWith(["d"], "c", "b");
    expect(arranging.change).toMatchObject({ what: "moved", group: customers });
    expect(kept()).toEqual(arranging.current);
  });

  it("is as it was where the engine does not keep it, and says why", async () => {
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

  it("asks nothing of the engine for a move to the same place", async () => {
    const { arranging, backend } = await started();
    expect(await arranging.move({ ids: ["a"], group: "c", before: "b" })).toBe(false);
    expect(backend.moveWorkspaces).not.toHaveBeenCalled();
  });

  it("tells the engine one change after the other, and is not thrown back by what it says between", async () => {
    const { arranging, backend, next, change, kept, order } = await started();
    const first = arranging.move({ ids: ["a"], group: "c", before: null });
    const second = arranging.move({ ids: ["d"], group: "c", before: "b" });
    await vi.waitFor(() => expect(backend.moveWorkspaces).toHaveBeenCalledTimes(1));
    change(kept());
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

  it("follows what was changed elsewhere", async () => {
    const { arranging, change } = await started();
    change({ groups: [internal], places: [] });
    await vi.waitFor(() => expect(arranging.groups).toEqual([internal]));
  });

  it("takes a move back, once", async () => {
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

  it("brings a group that was removed back to its place, with its workspaces", async () => {
    const { arranging, next, order, kept } = await started();
    const removing = arranging.remove(customers);
    expect(order()).toBe("a: b: d:i");
    await next();
    await removing;
    expect(arranging.change).toEqual({ what: "removed", group: customers });
    const back = arranging.undo();
    await next();
    await next();
    expect(await back).toBe(true);
    expect(kept().groups).toEqual([customers, internal]);
    expect(["a", "b", "d"].map((id) => arranging.groupOf(id)?.id)).toEqual(["c", "c", "i"]);
    expect(arranging.current).toEqual(kept());
  });
});
