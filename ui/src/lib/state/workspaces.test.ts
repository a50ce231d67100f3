import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { failure, from, license, workspace } from "../../test/recorded";
import type { EngineEvent, WorkspaceView } from "../backend/types";
import { Navigation } from "./navigation.svelte";
import { Workspaces, type WorkspacesBackend } from "./workspaces.svelte";

const one = workspace({ id: "1", name: "One", attention: "ended", status: "expired" });
const two = workspace({ id: "2", name: "Two", licenses: [license({ plan: "Gold" })] });
const three = workspace({ id: "3", name: "Three", url: "https://drei.example" });

/** An engine that answers when the test says so, and says what the test wants. */
function engine(list: WorkspaceView[]) {
  let handler: ((event: EngineEvent) => void) | undefined;
  const ended: Record<string, () => void> = {};
  const backend = {
    workspaces: vi.fn(() => Promise.resolve(list)),
    removeWorkspace: vi.fn(() => Promise.resolve()),
    refreshWorkspace: vi.fn((id: string) => new Promise<void>((resolve) => (ended[id] = resolve))),
    refreshAll: vi.fn(() => new Promise<void>((resolve) => (ended["all"] = resolve))),
    arrangement: vi.fn(),
    setGroups: vi.fn(),
    moveWorkspaces: vi.fn(),
    listen: vi.fn((given: (event: EngineEvent) => void) => {
      handler = given;
      return Promise.resolve(() => (handler = undefined));
    }),
  } satisfies WorkspacesBackend;
  return { backend, ended, say: (event: EngineEvent) => handler?.(event), listening: () => handler !== undefined };
}

const changed = (...workspaces: WorkspaceView[]): EngineEvent => ({ type: "workspaces_changed", workspaces });

describe("the workspaces", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("listens before it asks, opens the one wished for or none of many, and can end", async () => {
    const { backend, listening } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    const stop = await workspaces.start("2");
    expect(backend.listen.mock.invocationCallOrder[0]).toBeLessThan(
      backend.workspaces.mock.invocationCallOrder[0] ?? 0,
    );
    expect(workspaces.selected?.name).toBe("Two");
    expect(workspaces.needingYou).toBe(1);
    stop();
    expect(listening()).toBe(false);

    const other = new Workspaces(backend);
    other.navigation.go({ at: "overview" });
    await other.start("gone");
    expect([other.selectedId, other.many]).toEqual([null, true]);
  });

  it("says why the engine could not be asked, and can ask again", async () => {
    const { backend } = engine([one]);
    backend.workspaces.mockRejectedValueOnce(failure("storage", "no"));
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    expect(workspaces.startFailure?.code).toBe("storage");
    await workspaces.load();
    expect(workspaces.startFailure).toBeNull();
    expect([workspaces.selectedId, workspaces.many]).toEqual(["1", false]);
  });

  it("opens what was open the last time, if it is still there", async () => {
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

  it("draws what it is told, and asks for the order once when urgency changed", async () => {
    const { backend, say } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("1");
    say(changed({ ...two, fetched_at: from(0, "d") }));
    await vi.runAllTimersAsync();
    expect(backend.workspaces).toHaveBeenCalledTimes(1);

    backend.workspaces.mockResolvedValue([two, one]);
    say(changed({ ...one, attention: "calm" }));
    say(changed({ ...two, attention: "ended" }));
    await vi.runAllTimersAsync();
    expect(backend.workspaces).toHaveBeenCalledTimes(2);
    expect(workspaces.list.map(({ id }) => id)).toEqual(["2", "1"]);
    expect(workspaces.selectedId).toBe("1");
    expect(workspaces.list[0]?.attention).toBe("ended");
  });

  it("counts a round of refreshes, from the first to the last", async () => {
    const { backend, say, ended } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const round = workspaces.refreshAll();
    expect(workspaces.progress).toEqual({ done: 0, total: 3 });
    void workspaces.refreshAll();
    expect(backend.refreshAll).toHaveBeenCalledTimes(1);

    say({ type: "refresh_started", ids: ["1"] });
    expect(workspaces.list[0]?.refreshing).toBe(true);
    say(changed(one));
    expect(workspaces.progress).toEqual({ done: 1, total: 3 });
    expect(workspaces.list[0]?.refreshing).toBe(false);
    say(changed(two));
    ended["all"]?.();
    await round;
    expect(workspaces.progress).toBeNull();
    expect(workspaces.lastRound).toEqual({ round: 1, total: 3 });
  });

  it("takes in a thousand workspaces that one event brings, in their order, and the new one at the end", async () => {
    const fleet = Array.from({ length: 1000 }, (_, number) => ({ ...one, id: String(number), name: `W${number}` }));
    const { backend, say } = engine(fleet);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    say({ type: "refresh_started", ids: fleet.map(({ id }) => id) });
    expect(workspaces.list.every(({ refreshing }) => refreshing)).toBe(true);
    const added = { ...two, id: "added" };
    say(changed(...fleet.map((workspace) => ({ ...workspace, server_version: "9.0" })), added));
    expect(workspaces.list.map(({ id }) => id)).toEqual([...fleet.map(({ id }) => id), "added"]);
    expect(workspaces.list[7]?.server_version).toBe("9.0");
    expect([workspaces.progress, workspaces.lastRound.total]).toEqual([null, 1000]);
  });

  it("reads everything anew when events were missed, and which refreshes have ended", async () => {
    const { backend, say } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("3");
    say({ type: "refresh_started", ids: ["1", "2"] });
    backend.workspaces.mockResolvedValue([one, { ...two, refreshing: true }]);
    say({ type: "events_missed" });
    await vi.runAllTimersAsync();
    expect(workspaces.list.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(workspaces.selectedId).toBeNull();
    expect(workspaces.progress).toEqual({ done: 1, total: 2 });
  });

  it("shows a round that the tray began, and none for a single workspace", async () => {
    const { backend, say } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    say({ type: "refresh_started", ids: ["1"] });
    expect(workspaces.progress).toBeNull();
    say({ type: "refresh_started", ids: ["2"] });
    expect(workspaces.progress).toEqual({ done: 0, total: 2 });
    say(changed(one));
    say(changed(two));
    expect(workspaces.progress).toBeNull();
  });

  it("ends a refresh even if the engine refuses it, and says why", async () => {
    const { backend } = engine([one]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("1");
    backend.refreshWorkspace.mockRejectedValueOnce(failure("unknown_workspace", "gone"));
    await workspaces.refresh("1");
    expect(workspaces.selected?.refreshing).toBe(false);
    expect(workspaces.commandError?.code).toBe("unknown_workspace");
  });

  it("does not refresh twice at once", async () => {
    const { backend, ended } = engine([one]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const first = workspaces.refresh("1");
    await workspaces.refresh("1");
    expect(backend.refreshWorkspace).toHaveBeenCalledTimes(1);
    ended["1"]?.();
    await first;
  });

  it("opens the neighbor of what is removed, and keeps all when the engine refuses", async () => {
    const { backend, say } = engine([one, two, three]);
    const workspaces = new Workspaces(backend);
    await workspaces.start("2");
    backend.removeWorkspace.mockRejectedValueOnce(failure("vault", "locked"));
    await expect(workspaces.remove("2", "leave")).rejects.toMatchObject({ code: "vault" });
    expect(workspaces.list).toHaveLength(3);

    await workspaces.remove("2", "revoke");
    expect(backend.removeWorkspace).toHaveBeenLastCalledWith("2", "revoke");
    expect(workspaces.selectedId).toBe("3");
    say({ type: "workspace_removed", id: "3" });
    expect(workspaces.selectedId).toBe("1");
    say({ type: "workspace_removed", id: "1" });
    expect(workspaces.selectedId).toBeNull();
  });

  it("moves through what is shown and stays at its ends", async () => {
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

  it("filters by name, address and plan", async () => {
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

  it("opens what the tray asks for, known or new", async () => {
    const { backend, say } = engine([one, two]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    workspaces.workspaceFilter.text = "one";
    say({ type: "open_workspace", id: "2" });
    expect([workspaces.selectedId, workspaces.workspaceFilter.text, workspaces.opened]).toEqual(["2", "", 1]);
    backend.workspaces.mockResolvedValue([one, two, three]);
    say({ type: "open_workspace", id: "3" });
    await vi.runAllTimersAsync();
    expect(workspaces.selectedId).toBe("3");
  });

  it("opens the settings when the tray asks for them, and leaves no workspace open", async () => {
    const { backend, say } = engine([one]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    expect(workspaces.selectedId).toBe("1");
    say({ type: "open_settings" });
    expect([workspaces.navigation.current, workspaces.selectedId, workspaces.opened]).toEqual([
      { at: "settings" },
      null,
      1,
    ]);
  });

  it("adds once, though the event says so too", async () => {
    const { backend, say } = engine([]);
    const workspaces = new Workspaces(backend);
    await workspaces.start();
    const added = workspace({ id: "4", name: "Four" });
    workspaces.take(added);
    say(changed(added));
    expect(workspaces.list).toHaveLength(1);
    expect(workspaces.selectedId).toBe("4");
  });
});
