import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { failure, from, license, workspace } from "../../test/recorded";
import type { EngineEvent, FleetSummary, WorkspaceView } from "../backend/types";
import { unarranged } from "../domain/arrangement";
import { Navigation } from "./navigation.svelte";
import { Workspaces, type WorkspacesBackend } from "./workspaces.svelte";

const one = workspace({ id: "1", name: "One", attention: "ended", status: "expired", counted: "Expired 2 days ago" });
const two = workspace({ id: "2", name: "Two", licenses: [license({ plan: "Gold" })] });
const three = workspace({ id: "3", name: "Three", url: "https://drei.example" });

/** A backend that finishes refreshes and emits events when the test says so. */
function engine(list: WorkspaceView[]) {
  let handler: ((event: EngineEvent) => void) | undefined;
  const finish: Record<string, () => void> = {};
  const backend = {
    workspaces: vi.fn(() => Promise.resolve(list)),
    workspaceOrder: vi.fn(() => Promise.resolve(list.map(({ id }) => id))),
    fleetSummary: vi.fn(() => Promise.resolve<FleetSummary>({ parts: [], aside: [] })),
    acknowledgeWorkspaces: vi.fn(() => Promise.resolve()),
    snoozeWorkspaces: vi.fn(() => Promise.resolve()),
    archiveWorkspaces: vi.fn(() => Promise.resolve()),
    reactivateWorkspaces: vi.fn(() => Promise.resolve()),
    undoHandling: vi.fn(() => Promise.resolve()),
    removeWorkspace: vi.fn(() => Promise.resolve()),
    removeWorkspaces: vi.fn(() => Promise.resolve([])),
    refreshWorkspace: vi.fn((id: string) => new Promise<void>((resolve) => (finish[id] = resolve))),
    refreshAll: vi.fn(() => new Promise<void>((resolve) => (finish["all"] = resolve))),
    arrangement: vi.fn(() => Promise.resolve(unarranged)),
    setGroups: vi.fn(),
    moveWorkspaces: vi.fn(() => Promise.resolve()),
    listen: vi.fn((listener: (event: EngineEvent) => void) => {
      handler = listener;
      return Promise.resolve(() => (handler = undefined));
    }),
  } satisfies WorkspacesBackend;
  return { backend, finish, emit: (event: EngineEvent) => handler?.(event), isListening: () => handler !== undefined };
}

const changed = (...workspaces: WorkspaceView[]): EngineEvent => ({ type: "workspaces_changed", workspaces });

describe("the workspaces", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("subscribe before they load, open the requested workspace or none of many, and unsubscribe", async () => {
    const { backend, isListening } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    const stop = await workspaces.start("2");
    expect(backend.listen.mock.invocationCallOrder[0]).toBeLessThan(
      backend.workspaces.mock.invocationCallOrder[0] ?? 0,
    );
    expect(workspaces.selected?.name).toBe("Two");
    expect(workspaces.needingAttention).toBe(1);
    stop();
    expect(isListening()).toBe(false);

    const other = new Workspaces(backend);
    other.navigation.go({ at: "overview" });
    await other.start("gone");
    expect([other.selectedId, other.many]).toEqual([null, true]);
  });

  it("are set aside and found again by a part of the summary", async () => {
    const archived = workspace({ id: "3", name: "Three", handling: { is: "archived" } });
    const { backend } = engine([one, two, archived]);
    const part = { kind: "archived", text: "1 archived", ids: ["3"], at: null } as const;
    backend.fleetSummary.mockResolvedValue({ parts: [], aside: [{ ...part, ids: [...part.ids] }] });
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const shown = () => workspaces.shown.map(({ id }) => id);
    expect(shown()).toEqual(["1", "2"]);
    workspaces.workspaceFilter.part = "archived";
    expect([shown(), workspaces.workspaceFilter.isActive]).toEqual([["3"], true]);
    await workspaces.acknowledge(["1"]);
    expect(backend.acknowledgeWorkspaces).toHaveBeenCalledWith(["1"]);
    expect(workspaces.handled).toMatchObject({ what: "acknowledge", names: ["One"] });
    await workspaces.reactivate(["1"]);
    expect(workspaces.handled).toBeNull();
    workspaces.workspaceFilter.clear();
    expect(shown()).toEqual(["1", "2"]);
  });

  it("have one last change, which is undone", async () => {
    const { backend } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const { arrangement } = workspaces;
    await arrangement.move({ ids: ["2"], group: null, before: "1" });
    expect(arrangement.change).not.toBeNull();
    await workspaces.archive(["1"]);
    expect([workspaces.handled?.what, arrangement.change]).toEqual(["archive", null]);
    expect(await workspaces.undoHandling()).toBe(true);
    expect(backend.undoHandling).toHaveBeenCalledExactlyOnceWith(["1"]);
    expect(backend.reactivateWorkspaces).not.toHaveBeenCalled();
    expect([workspaces.handled, await workspaces.undoHandling()]).toEqual([null, false]);

    await workspaces.archive(["1"]);
    await arrangement.move({ ids: ["1"], group: null, before: "2" });
    expect([workspaces.handled, arrangement.change?.what]).toEqual([null, "reordered"]);
  });

  it("have the reason if loading fails, and can load again", async () => {
    const { backend } = engine([one]);
    backend.workspaces.mockRejectedValueOnce(failure("storage", "no"));
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    expect(workspaces.startFailure?.code).toBe("storage");
    await workspaces.load();
    expect(workspaces.startFailure).toBeNull();
    expect([workspaces.selectedId, workspaces.many]).toEqual(["1", false]);
  });

  it("restore the workspace that was open last, if it still exists", async () => {
    const { backend } = engine([one, two]);
    new Navigation().go({ at: "workspace", id: "2" });
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    expect(workspaces.selectedId).toBe("2");
    new Navigation().go({ at: "workspace", id: "gone" });
    const later = new Workspaces(backend);
    await later.start();
    expect(later.selectedId).toBeNull();
  });

  it("apply changes from events, and fetch the order once if the urgency changed", async () => {
    const { backend, emit } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("1");
    emit(changed({ ...two, fetched_at: from(0, "d") }));
    await vi.runAllTimersAsync();
    expect(backend.workspaceOrder).not.toHaveBeenCalled();

    backend.workspaceOrder.mockResolvedValue(["2", "1"]);
    emit(changed({ ...one, attention: "calm" }));
    emit(changed({ ...two, attention: "ended" }));
    await vi.runAllTimersAsync();
    expect(backend.workspaceOrder).toHaveBeenCalledTimes(1);
    expect(backend.workspaces, "a new order is no reason to send every workspace again").toHaveBeenCalledTimes(1);
    expect(workspaces.list.map(({ id }) => id)).toEqual(["2", "1"]);
    expect(workspaces.selectedId).toBe("1");
    expect(workspaces.list[0]?.attention).toBe("ended");
  });

  it("fetch the order when a workspace is muted, even if it needs no attention", async () => {
    const { backend, emit } = engine([two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    backend.workspaceOrder.mockResolvedValue(["3", "2"]);
    emit(changed({ ...two, reminding: { is: "muted" } }));
    await vi.runAllTimersAsync();
    expect(workspaces.list.map(({ id }) => id)).toEqual(["3", "2"]);
  });

  it("report the progress of a batch of refreshes", async () => {
    const { backend, emit, finish } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const batch = workspaces.refreshAll();
    expect(workspaces.progress).toEqual({ done: 0, total: 3 });
    void workspaces.refreshAll();
    expect(backend.refreshAll).toHaveBeenCalledTimes(1);

    emit({ type: "refresh_started", ids: ["1"] });
    expect(workspaces.isRefreshing("1")).toBe(true);
    emit(changed(one));
    expect(workspaces.progress).toEqual({ done: 1, total: 3 });
    expect(workspaces.isRefreshing("1")).toBe(false);
    emit(changed(two));
    finish["all"]?.();
    await batch;
    expect(workspaces.progress).toBeNull();
    expect(workspaces.lastBatch).toEqual({ count: 1, total: 3 });
  });

  it("apply an event with a thousand workspaces, keep the order, and add new ones at the end", async () => {
    const fleet = Array.from({ length: 1000 }, (_, number) => ({ ...one, id: String(number), name: `W${number}` }));
    const { backend, emit } = engine(fleet);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    emit({ type: "refresh_started", ids: fleet.map(({ id }) => id) });
    expect(workspaces.list.every(({ id }) => workspaces.isRefreshing(id))).toBe(true);
    const added = { ...two, id: "added" };
    emit(changed(...fleet.map((workspace) => ({ ...workspace, server_version: "9.0" })), added));
    expect(workspaces.list.map(({ id }) => id)).toEqual([...fleet.map(({ id }) => id), "added"]);
    expect(workspaces.list[7]?.server_version).toBe("9.0");
    expect([workspaces.progress, workspaces.lastBatch.total]).toEqual([null, 1000]);
  });

  it("stay the same list while refreshes change nothing to see, but tell the page of the open one when it was read", async () => {
    const { backend, emit } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("3");
    const { list } = workspaces;
    emit({ type: "refresh_started", ids: ["1", "2"] });
    emit(changed({ ...structuredClone(one), refreshing: true }, { ...structuredClone(two), fetched_at: from(0, "d") }));
    expect(workspaces.list).toBe(list);
    expect(workspaces.list[1]?.fetched_at).toBe(from(0, "d"));
    expect(["1", "2"].map((id) => workspaces.isRefreshing(id))).toEqual([true, false]);

    emit(changed({ ...three, fetched_at: from(0, "d") }));
    expect(workspaces.selected?.fetched_at).toBe(from(0, "d"));
    emit(changed({ ...one, server_version: "9.0" }));
    expect(workspaces.list).not.toBe(list);
    expect(workspaces.list[0]?.server_version).toBe("9.0");
  });

  it("load everything again after missed events, including which refreshes have finished", async () => {
    const { backend, emit } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("3");
    emit({ type: "refresh_started", ids: ["1", "2"] });
    backend.workspaces.mockResolvedValue([one, { ...two, refreshing: true }]);
    emit({ type: "events_missed" });
    await vi.runAllTimersAsync();
    expect(workspaces.list.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(workspaces.selectedId).toBeNull();
    expect(workspaces.progress).toEqual({ done: 1, total: 2 });
  });

  it("show a batch that the tray started, and none for a single workspace", async () => {
    const { backend, emit } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    emit({ type: "refresh_started", ids: ["1"] });
    expect(workspaces.progress).toBeNull();
    emit({ type: "refresh_started", ids: ["2"] });
    expect(workspaces.progress).toEqual({ done: 0, total: 2 });
    emit(changed(one));
    emit(changed(two));
    expect(workspaces.progress).toBeNull();
  });

  it("end a refresh even if the engine refuses it, and have the reason", async () => {
    const { backend } = engine([one]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("1");
    backend.refreshWorkspace.mockRejectedValueOnce(failure("unknown_workspace", "gone"));
    await workspaces.refresh("1");
    expect(workspaces.selected?.refreshing).toBe(false);
    expect(workspaces.commandError?.code).toBe("unknown_workspace");
  });

  it("do not refresh a workspace twice at once", async () => {
    const { backend, finish } = engine([one]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const first = workspaces.refresh("1");
    await workspaces.refresh("1");
    expect(backend.refreshWorkspace).toHaveBeenCalledTimes(1);
    finish["1"]?.();
    await first;
  });

  it("open the neighbor of a removed workspace, and keep everything if the engine refuses", async () => {
    const { backend, emit } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("2");
    backend.removeWorkspace.mockRejectedValueOnce(failure("vault", "locked"));
    await expect(workspaces.remove("2", "leave")).rejects.toMatchObject({ code: "vault" });
    expect(workspaces.list).toHaveLength(3);

    await workspaces.remove("2", "revoke");
    expect(backend.removeWorkspace).toHaveBeenLastCalledWith("2", "revoke");
    expect(workspaces.selectedId).toBe("3");
    emit({ type: "workspace_removed", id: "3" });
    expect(workspaces.selectedId).toBe("1");
    emit({ type: "workspace_removed", id: "1" });
    expect(workspaces.selectedId).toBeNull();
  });

  it("move through the list and stop at its ends", async () => {
    const { backend } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("1");
    workspaces.move(-1);
    expect(workspaces.selectedId).toBe("1");
    workspaces.move(1);
    workspaces.move(1);
    workspaces.move(1);
    expect(workspaces.selectedId).toBe("3");
    workspaces.selectAt(1);
    expect(workspaces.selectedId).toBe("2");
    workspaces.selectAt(8);
    expect(workspaces.selectedId).toBe("2");
  });

  it("are filtered by name, address and plan", async () => {
    const { backend } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const shown = (filter: string) => {
      workspaces.workspaceFilter.text = filter;
      return workspaces.shown.map(({ id }) => id);
    };
    expect(shown(" TH ")).toEqual(["3"]);
    expect(shown("drei.")).toEqual(["3"]);
    expect(shown("gold")).toEqual(["2"]);
    expect(shown("nothing")).toEqual([]);
  });

  it("open a workspace for the tray, known or new", async () => {
    const { backend } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    workspaces.workspaceFilter.text = "one";
    await workspaces.open("2");
    expect([workspaces.selectedId, workspaces.workspaceFilter.text]).toEqual(["2", ""]);
    backend.workspaces.mockResolvedValue([one, two, three]);
    await workspaces.open("3");
    expect(workspaces.selectedId).toBe("3");
  });

  it("add a workspace once, even if an event repeats it", async () => {
    const { backend, emit } = engine([]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const added = workspace({ id: "4", name: "Four" });
    workspaces.upsert(added);
    emit(changed(added));
    expect(workspaces.list).toHaveLength(1);
    expect(workspaces.selectedId).toBe("4");
  });
});
