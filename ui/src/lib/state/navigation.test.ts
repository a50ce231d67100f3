import { describe, expect, it } from "vitest";

import { Navigation } from "./navigation.svelte";

const workspace = (id: string) => ({ at: "workspace", id }) as const;
const overview = { at: "overview" } as const;

function visited(...ids: string[]): Navigation {
  const navigation = new Navigation();
  for (const id of ids) navigation.go(workspace(id));
  return navigation;
}

describe("where one is", () => {
  it("begins at the overview, and goes back and forward on the way that was taken", () => {
    const navigation = visited("a", "b");
    navigation.step(-1);
    expect(navigation.current).toEqual(workspace("a"));
    navigation.step(-1);
    navigation.step(-1);
    expect(navigation.current).toEqual(overview);
    navigation.step(1);
    navigation.step(1);
    navigation.step(1);
    expect(navigation.current).toEqual(workspace("b"));
  });

  it("forgets the way ahead when another is taken, and steps that go nowhere", () => {
    const navigation = visited("a", "b", "b");
    navigation.step(-1);
    navigation.go(workspace("c"));
    navigation.step(1);
    expect(navigation.current).toEqual(workspace("c"));
    navigation.step(-1);
    expect(navigation.current).toEqual(workspace("a"));
  });

  it("leaves no way back to the steps through a list", () => {
    const navigation = visited("a");
    navigation.go(workspace("b"), "instead");
    navigation.go(workspace("c"), "instead");
    navigation.step(-1);
    expect(navigation.current).toEqual(overview);
  });

  it("leads away from what is gone, and never back to it", () => {
    const navigation = visited("a", "b", "a", "b");
    navigation.forget("b", workspace("c"));
    expect(navigation.current).toEqual(workspace("c"));
    expect(navigation.recent).toEqual(["c", "a"]);
    navigation.step(-1);
    expect(navigation.current).toEqual(workspace("a"));
    navigation.step(-1);
    expect(navigation.current).toEqual(overview);
    navigation.forget("a", overview);
    navigation.step(1);
    expect(navigation.current).toEqual(workspace("c"));
  });

  it("is remembered, and what was opened last too", () => {
    visited("a", "b", "a");
    const again = new Navigation();
    expect(again.current).toEqual(workspace("a"));
    expect(again.recent).toEqual(["a", "b"]);
    again.go(overview);
    expect(new Navigation().current).toEqual(overview);
  });

  it("leads back from beside the workspaces, and opens with workspaces again", () => {
    const navigation = new Navigation();
    navigation.go({ at: "workspace", id: "a" });
    navigation.go({ at: "reminders" });
    navigation.go({ at: "settings" });
    expect(new Navigation().current).toEqual({ at: "workspace", id: "a" });
    navigation.leave();
    expect(navigation.current).toEqual({ at: "reminders" });
    navigation.leave();
    expect(navigation.current).toEqual({ at: "workspace", id: "a" });
    navigation.leave();
    expect(navigation.current).toEqual({ at: "overview" });
  });

  it.each(["{", '"x"', '{"at":"nowhere"}', '{"at":"workspace","id":7}', "[1]"])("takes no rubbish: %s", (text) => {
    localStorage.setItem("license-watch.place", text);
    localStorage.setItem("license-watch.recent", text);
    const navigation = new Navigation();
    expect(navigation.current).toEqual(overview);
    expect(navigation.recent).toEqual([]);
  });
});
