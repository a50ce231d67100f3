import { describe, expect, it } from "vitest";

import { workspace } from "../../test/recorded";
import type { Arrangement, Group } from "../backend/types";
import {
  entriesFor,
  entriesOf,
  freshColor,
  groupColors,
  moved,
  movesBack,
  nameProblem,
  NO_GROUP,
  regrouped,
  reordered,
  sameArrangement,
  sectionsOf,
  spotAt,
  stepSpot,
} from "./arrangement";

const customers: Group = { id: "c", name: "Customers", color: "blue" };
const internal: Group = { id: "i", name: "Internal", color: "red" };
const empty: Group = { id: "e", name: "Empty", color: "gray" };

/** "a" and "b" are in the first group, "d" is in the second, "x" is in none. */
const arrangement: Arrangement = {
  groups: [customers, internal],
  places: [
    { workspace: "x", group: null },
    { workspace: "a", group: "c" },
    { workspace: "d", group: "i" },
    { workspace: "b", group: "c" },
  ],
};
const of = (given: Arrangement) =>
  [...given.groups.map(({ id }) => id), null].map((group) =>
    given.places.filter((place) => place.group === group).map(({ workspace: id }) => id),
  );
/** Worst first, as the engine sorts them. */
const found = ["d", "b", "a", "new", "x"].map((id) => workspace({ id, name: id.toUpperCase() }));
const none = () => false;
const sections = sectionsOf(found, arrangement, none);

describe("a move", () => {
  it("inserts before another workspace, or at the end of a group", () => {
    expect(of(moved(arrangement, { ids: ["x", "d"], group: "c", before: "b" }))).toEqual([
      ["a", "x", "d", "b"],
      [],
      [],
    ]);
    expect(of(moved(arrangement, { ids: ["a"], group: "c", before: null }))).toEqual([["b", "a"], ["d"], ["x"]]);
    expect(of(moved(arrangement, { ids: ["new"], group: "i", before: "d" }))[1]).toEqual(["new", "d"]);
  });

  it.each([
    { ids: ["a"], group: "i", before: "d" },
    { ids: ["x", "a", "d"], group: null, before: null },
    { ids: ["b", "a"], group: "c", before: null },
    { ids: ["a", "b"], group: "i", before: null },
  ])("is undone completely: %j", (move) => {
    const after = moved(arrangement, move);
    expect(sameArrangement(after, arrangement)).toBe(false);
    const back = movesBack(arrangement, move.ids).reduce((now, one) => moved(now, one), after);
    expect(of(back)).toEqual(of(arrangement));
  });

  it("to the same place changes nothing", () => {
    expect(sameArrangement(arrangement, moved(arrangement, { ids: ["a"], group: "c", before: "b" }))).toBe(true);
    expect(sameArrangement(arrangement, moved(arrangement, { ids: ["d"], group: "i", before: null }))).toBe(true);
  });
});

describe("groups", () => {
  it("that are removed leave their workspaces without a group", () => {
    expect(of(regrouped(arrangement, [internal]))).toEqual([["d"], ["x", "a", "b"]]);
  });

  it("get an unused color as long as there is one", () => {
    const groups: Group[] = [];
    for (const id of groupColors) groups.push({ id, name: id, color: freshColor(groups) });
    expect(new Set(groups.map(({ color }) => color)).size).toBe(groupColors.length);
    expect(groups.at(-1)?.color).toBe("red");
    expect(freshColor(groups)).toBe("blue");
  });

  it("need a unique name", () => {
    expect(nameProblem("  ", arrangement.groups)).toBe("empty");
    expect(nameProblem(" CUSTOMERS ", arrangement.groups)).toBe("known");
    expect(nameProblem("customers", arrangement.groups, "c")).toBeNull();
    expect(nameProblem("Others", arrangement.groups)).toBeNull();
  });

  it("are reordered by the gap they move to", () => {
    expect(reordered(["a", "b", "c"], 0, 2)).toEqual(["b", "a", "c"]);
    expect(reordered(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(reordered(["a", "b", "c"], 1, 2)).toEqual(["a", "b", "c"]);
    expect(reordered(["a"], 5, 0)).toEqual(["a"]);
  });
});

describe("the list with headings", () => {
  it("has each group in manual order with its worst workspace, then the ungrouped and those without a place", () => {
    expect(sections.map(({ key, workspaces }) => [key, workspaces.map(({ id }) => id)])).toEqual([
      ["c", ["a", "b"]],
      ["i", ["d"]],
      [NO_GROUP, ["x", "new"]],
    ]);
    expect(sections[0]?.worst?.id).toBe("b");
  });

  it("hides collapsed workspaces, and empty groups only while filtering", () => {
    const all = sectionsOf(found, { ...arrangement, groups: [customers, empty, internal] }, (key) => key === "c");
    expect(entriesOf(all, true).map(({ key }) => key)).toEqual(
      ["group:c", "group:e", "group:i", "d"].concat(["group:none", "x", "new"]),
    );
    expect(entriesOf(all, false).map(({ key }) => key)).not.toContain("group:e");
    expect(entriesOf(sectionsOf(found, { ...arrangement, groups: [] }, none), true)[0]?.kind).toBe("workspace");
  });
});

describe("a drop", () => {
  // c a b | i d | none x new
  const entries = entriesOf(sections, true);

  it.each([
    [0, "c", "a"],
    [1, "c", "a"],
    [2, "c", "b"],
    [3, "c", null],
    [4, "i", "d"],
    [5, "i", null],
    [6, null, "x"],
    [8, null, null],
  ])("into the gap %i goes to %s before %s", (gap, group, before) => {
    expect(spotAt(entries, sections, gap, ["none of these"])).toEqual({ group, before });
  });

  it("inserts before the next workspace that does not move", () => {
    expect(spotAt(entries, sections, 1, ["a"])).toEqual({ group: "c", before: "b" });
    expect(spotAt(entries, sections, 2, ["a", "b"])).toEqual({ group: "c", before: null });
  });

  it("on a collapsed group appends to it", () => {
    const folded = sectionsOf(found, arrangement, (key) => key === "c");
    expect(spotAt(entriesOf(folded, true), folded, 1, ["x"])).toEqual({ group: "c", before: null });
  });

  it("works without groups", () => {
    const flat = sectionsOf(found, { groups: [], places: arrangement.places }, none);
    const lines = entriesFor(flat[0]?.workspaces ?? []);
    expect(spotAt(lines, flat, 0, ["b"])).toEqual({ group: null, before: "x" });
    expect(spotAt(lines, flat, 5, ["x"])).toEqual({ group: null, before: null });
  });
});

describe("a step", () => {
  it.each([
    ["b", -1, "c", "a"],
    ["a", 1, "c", null],
    ["b", 1, "i", "d"],
    ["d", -1, "c", null],
    ["d", 1, null, "x"],
    ["x", 1, null, null],
    ["x", -1, "i", null],
  ] as const)("of %s by %i goes to %s before %s", (id, by, group, before) => {
    expect(stepSpot(sections, [id], by)).toEqual({ group, before });
  });

  it("stops at the ends of the list, and moves the whole selection", () => {
    expect(stepSpot(sections, ["a"], -1)).toBeNull();
    expect(stepSpot(sections, ["new"], 1)).toBeNull();
    expect(stepSpot(sections, ["a", "b"], 1)).toEqual({ group: "i", before: "d" });
    expect(stepSpot(sections, ["gone"], 1)).toBeNull();
  });

  it("leaves the last group even if nothing is ungrouped yet", () => {
    const all = sectionsOf(
      found.filter(({ id }) => id !== "x" && id !== "new"),
      arrangement,
      none,
    );
    expect(stepSpot(all, ["d"], 1)).toEqual({ group: null, before: null });
  });
});
