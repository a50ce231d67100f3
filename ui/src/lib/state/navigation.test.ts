import { describe, expect, it } from "vitest";

import { Navigation } from "./navigation.svelte";

const workspace = (id: string) => ({ at: "workspace", id }) as const;
const overview = { at: "overview" } as const;

function visited(...ids: string[]): Navigation {
  const navigation = new Navigation();
  for (const id of ids) navigation.go(workspace(id));
  return navigation;
}

describe("the navigation", () => {
  it("starts at the overview, and goes back and forward in the history", () => {
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

  it("drops the forward history when another screen is opened, and ignores opening the current one", () => {
    const navigation = visited("a", "b", "b");
    navigation.step(-1);
    navigation.go(workspace("c"));
    navigation.step(1);
    expect(navigation.current).toEqual(workspace("c"));
    navigation.step(-1);
    expect(navigation.current).toEqual(workspace("a"));
  });

  it("keeps no history of steps through a list", () => {
    const navigation = visited("a");
    navigation.go(workspace("b"), "replace");
    navigation.go(workspace("c"), "replace");
    navigation.step(-1);
    expect(navigation.current).toEqual(overview);
  });

  it("removes a deleted workspace from the history", () => {
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

  it("restores the last screen and the recent workspaces", () => {
    visited("a", "b", "a");
    const again = new Navigation();
    expect(again.current).toEqual(workspace("a"));
    expect(again.recent).toEqual(["a", "b"]);
    again.go(overview);
    expect(new Navigation().current).toEqual(overview);
  });

  it("goes back from a utility screen, and does not restore one", () => {
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

  it.each(["{", '"x"', '{"at":"nowhere"}', '{"at":"workspace","id":7}', "[1]"])(
    "ignores invalid storage: %s",
    (text) => {
      localStorage.setItem("license-watch.place", text);
      localStorage.setItem("license-watch.recent", text);
      const navigation = new Navigation();
      expect(navigation.current).toEqual(overview);
      expect(navigation.recent).toEqual([]);
    },
  );
});
