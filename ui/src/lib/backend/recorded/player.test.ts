import { describe, expect, it } from "vitest";

import type { EngineEvent, WorkspaceView } from "../types";
import { Player } from "./player";
import { chapters, scene, type Step } from "./scenes";

/** A player of the fleet, and the events that it has sent. */
function start() {
  const events: EngineEvent[] = [];
  const player = new Player(scene("fleet"), chapters, (event) => events.push(event));
  return { events, player };
}

const outcome = (play: () => unknown) => {
  try {
    return { answer: play() };
  } catch (failure) {
    return { failure };
  }
};

describe("the player", () => {
  it.each(Object.entries(chapters))("makes of the script what the engine made of it: %s", (name, steps) => {
    const { events } = start();
    const alone = new Player(scene("fleet"), { [name]: steps }, (event) => events.push(event));
    for (const { command, args, answer, failure, events: recorded, changes } of steps) {
      events.length = 0;
      expect(
        outcome(() => alone.play(command, args)),
        command,
      ).toEqual(failure ? { failure } : { answer });
      expect(events.map(brief)).toEqual(recorded.map(brief));
      const views = alone.read("workspaces") as WorkspaceView[];
      for (const [id, fields] of Object.entries((changes["workspaces"] ?? {}) as Record<string, object | null>)) {
        const view = views.find((one) => one.id === id);
        if (fields === null) expect(view).toBeUndefined();
        else expect(view).toMatchObject(fields);
      }
    }
  });

  it("takes any secret for the right one but those that were recorded as wrong", () => {
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

  it("lets what was recorded of one workspace stand for another", () => {
    const { player, events } = start();
    player.play("remove_workspace", { id: "club", token: "leave" });
    expect(events).toEqual([{ type: "workspace_removed", id: "club" }]);
    const views = player.read("workspaces") as WorkspaceView[];
    expect(views.map(({ id }) => id)).not.toContain("club");
    expect(views.map(({ id }) => id)).toContain("acme");
  });

  it("refuses what was not recorded", () => {
    const { player } = start();
    expect(outcome(() => player.play("probe", { input: { address: "https://nowhere.example" } }))).toMatchObject({
      failure: { code: "internal", message: "not recorded: probe" },
    });
  });
});

/** An event with the ids alone of what it carries. */
function brief(event: Step["events"][number] | EngineEvent) {
  if (!("workspaces" in event)) return event;
  return { type: event.type, ids: event.workspaces.map(({ id }) => id).sort() };
}
