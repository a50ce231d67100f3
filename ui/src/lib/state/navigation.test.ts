import { describe, expect, it } from "vitest";

import { Places } from "./navigation.svelte";

const workspace = (id: string) => ({ at: "workspace", id }) as const;
const overview = { at: "overview" } as const;

function visited(...ids: string[]): Places {
  const places = new Places();
  for (const id of ids) places.go(workspace(id));
  return places;
}

describe("where one is", () => {
  it("begins at the overview, and goes back and forward on the way that was taken", () => {
    const places = visited("a", "b");
    places.step(-1);
    expect(places.current).toEqual(workspace("a"));
    places.step(-1);
    places.step(-1);
    expect(places.current).toEqual(overview);
    places.step(1);
    places.step(1);
    places.step(1);
    expect(places.current).toEqual(workspace("b"));
  });

  it("forgets the way ahead when another is taken, and steps that go nowhere", () => {
    const places = visited("a", "b", "b");
    places.step(-1);
    places.go(workspace("c"));
    places.step(1);
    expect(places.current).toEqual(workspace("c"));
    places.step(-1);
    expect(places.current).toEqual(workspace("a"));
  });

  it("leaves no way back to the steps through a list", () => {
    const places = visited("a");
    places.go(workspace("b"), "instead");
    places.go(workspace("c"), "instead");
    places.step(-1);
    expect(places.current).toEqual(overview);
  });

  it("leads away from what is gone, and never back to it", () => {
    const places = visited("a", "b", "a", "b");
    places.forget("b", workspace("c"));
    expect(places.current).toEqual(workspace("c"));
    expect(places.recent).toEqual(["c", "a"]);
    places.step(-1);
    expect(places.current).toEqual(workspace("a"));
    places.step(-1);
    expect(places.current).toEqual(overview);
    places.forget("a", overview);
    places.step(1);
    expect(places.current).toEqual(workspace("c"));
  });

  it("is remembered, and what was opened last too", () => {
    visited("a", "b", "a");
    const again = new Places();
    expect(again.current).toEqual(workspace("a"));
    expect(again.recent).toEqual(["a", "b"]);
    again.go(overview);
    expect(new Places().current).toEqual(overview);
  });

  it("leads back from beside the workspaces, and opens with workspaces again", () => {
    const places = new Places();
    places.go({ at: "workspace", id: "a" });
    places.go({ at: "reminders" });
    places.go({ at: "settings" });
    expect(new Places().current).toEqual({ at: "workspace", id: "a" });
    places.leave();
    expect(places.current).toEqual({ at: "reminders" });
    places.leave();
    expect(places.current).toEqual({ at: "workspace", id: "a" });
    places.leave();
    expect(places.current).toEqual({ at: "overview" });
  });

  it.each(["{", '"x"', '{"at":"nowhere"}', '{"at":"workspace","id":7}', "[1]"])("takes no rubbish: %s", (text) => {
    localStorage.setItem("license-watch.place", text);
    localStorage.setItem("license-watch.recent", text);
    const places = new Places();
    expect(places.current).toEqual(overview);
    expect(places.recent).toEqual([]);
  });
});
