import { describe, expect, it } from "vitest";

import { recordedStep, script } from "../../../test/recorded";
import { commands, type EngineEvent, type WorkspaceView } from "../types";
import { derived, recordedBackend, shell } from "./backend";
import { channels } from "./channels";
import { Player } from "./player";
import { readingCommands, scene, type Scene, type Step } from "./scenes";
import { stores } from "./stores";

const fleet = await scene("fleet");

/** A player of a scene, and the events that it has sent. */
function start({ reads, script }: Scene = fleet) {
  const events: EngineEvent[] = [];
  return { events, player: new Player(reads, script, (event) => events.push(event), { stores }) };
}

const outcome = (play: () => unknown) => {
  try {
    return { answer: play() };
  } catch (failure) {
    return { failure };
  }
};

describe("the player", () => {
  it.each(Object.entries(script))("reproduces the engine's state after each step of the script: %s", (name, steps) => {
    const { events, player } = start({ ...fleet, script: { [name]: steps } });
    // Without the functions that the pages have for commands that store their arguments.
    const plain = new Player(fleet.reads, { [name]: steps }, () => undefined);
    for (const { command, args, answer, failure, events: recorded, changes } of steps) {
      events.length = 0;
      const expected = failure ? { failure } : { answer };
      expect(
        outcome(() => player.play(command, args)),
        command,
      ).toEqual(expected);
      expect(outcome(() => plain.play(command, args))).toEqual(expected);
      expect(events.map(brief)).toEqual(recorded.map(brief));
      for (const key of ["workspaces", "workspace", "arrangement", "settings", "reminders"]) {
        expect(player.read(key), `${key} after ${command}`).toEqual(plain.read(key));
      }
      for (const list of ["workspaces", "workspace"]) {
        for (const [id, fields] of Object.entries((changes[list] ?? {}) as Record<string, object | null>)) {
          const view = (player.read(list) as { id: string }[]).find((one) => one.id === id);
          if (fields === null) expect(view).toBeUndefined();
          else expect(view).toMatchObject(fields);
        }
      }
    }
  });

  it("has the page of each workspace and each revision, in one form", async () => {
    const { workspaces, workspace, revisions, revision } = await recordedBackend(new URLSearchParams("pace=0"));
    const fields = (view: object) => Object.keys(view).sort();
    for (const row of await workspaces()) {
      const page = await workspace(row.id);
      expect(page).toMatchObject(row);
      for (const { id } of await revisions(row.id)) expect(fields(await revision(row.id, id))).toEqual(fields(page));
    }
    await expect(workspace("gone")).rejects.toMatchObject({ code: "unknown_workspace" });
  });

  it("has an answer to every command of the window", () => {
    const played = Object.values(script).flatMap((steps) => steps.map(({ command }) => command));
    const none = new URLSearchParams();
    const ofShell = Object.keys({ ...shell(none, true), ...channels(none, true, () => undefined) });
    const answered = new Set([
      ...played,
      ...readingCommands(fleet.reads),
      ...Object.keys(stores),
      ...Object.keys(derived),
      ...ofShell,
    ]);
    const missing = Object.values(commands).filter(([command]) => !answered.has(command));
    expect(missing, "neither tests/record nor recorded/backend.ts answers it").toEqual([]);
  });

  it("accepts any secret except those that were recorded as wrong", () => {
    const { player } = start();
    const add = (token: string) => () =>
      player.play("add_workspace", {
        input: {
          address: "https://new.example",
          name: null,
          connection: { allow_http: false, route: { via: "system" }, ca_pem: null },
          sign_in: { with: "token", user_id: "me", token },
        },
      });
    expect(outcome(add("bad-token"))).toMatchObject({ failure: { code: "unauthorized" } });
    expect(outcome(add("anything"))).toMatchObject({ answer: { step: "done" } });
    expect(outcome(add("anything"))).toMatchObject({ failure: { code: "duplicate_workspace" } });
  });

  it("keeps lists in the engine's order", () => {
    const { player } = start();
    const { args, orders } = recordedStep("apply_license_key", ({ orders }) => "workspaces" in orders);
    player.play("apply_license_key", args);
    expect((player.read("workspaces") as WorkspaceView[]).map(({ id }) => id)).toEqual(orders["workspaces"]);
  });

  it("applies a step recorded for one workspace to another, and changes none that the scene does not have", async () => {
    const { player, events } = start(await scene("errors"));
    const ids = () => (player.read("workspaces") as WorkspaceView[]).map(({ id }) => id);
    const before = ids();
    player.play("remove_workspace", { id: "fails-server", token: "leave" });
    expect(events).toEqual([{ type: "workspace_removed", id: "fails-server" }]);
    player.play("refresh_all", {});
    expect(ids()).toEqual(before.filter((id) => id !== "fails-server"));
  });

  it("applies a change that was not recorded if the engine stores it as it is", () => {
    const { player, events } = start();
    player.play("move_workspaces", { ids: ["club"], group: "customers", before: "northwind" });
    expect(player.read("arrangement")).toMatchObject({
      places: expect.arrayContaining([{ workspace: "club", group: "customers" }]) as unknown,
    });
    expect(events).toEqual([{ type: "arrangement_changed" }]);
  });

  it("rejects what was not recorded", () => {
    const { player } = start();
    expect(outcome(() => player.play("probe", { input: { address: "https://nowhere.example" } }))).toMatchObject({
      failure: { code: "internal", message: "not recorded: probe" },
    });
  });
});

/** Reduces an event to the ids of what it carries. */
function brief(event: Step["events"][number] | EngineEvent) {
  if (!("workspaces" in event)) return event;
  return { type: event.type, ids: event.workspaces.map(({ id }) => id).sort() };
}
