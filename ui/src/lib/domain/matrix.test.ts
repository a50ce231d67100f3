import { describe, expect, it } from "vitest";

import { fleet, workspace } from "../../test/recorded";
import { absence, cellByKey, countHolders, holdings } from "./matrix";

const module = (id: string, active: boolean) => ({ id, active, external: false });

describe("the matrix of modules", () => {
  it("tells what a workspace has, what it lost and what it lacks", () => {
    const held = holdings(
      workspace({ id: "w", name: "W", modules: [module("a", true), module("b", false)], lost_modules: ["b", "c"] }),
    );
    expect(["a", "b", "c", "d"].map((id) => held.get(id) ?? "lacks")).toEqual(["has", "lost", "lost", "lacks"]);
  });

  it("does not tell that a module is missing where nothing was ever read", () => {
    const never = fleet.filter(({ fetched_at: at }) => at === null);
    expect(never.length).toBeGreaterThan(0);
    expect(never.map(absence)).toEqual(never.map(() => "unknown"));
    expect(fleet.filter(({ fetched_at: at }) => at !== null).map(absence)).not.toContain("unknown");
  });

  it("counts only modules that work", () => {
    const list = [
      workspace({ id: "w", name: "W", modules: [module("a", true), module("b", false)] }),
      workspace({ id: "w", name: "W", modules: [module("a", true)] }),
    ];
    expect([...countHolders(list)]).toEqual([["a", 2]]);
  });

  it("knows what expired licenses granted", () => {
    const expired = fleet.find(({ status }) => status === "expired");
    expect(expired?.lost_modules.length).toBeGreaterThan(0);
    expect(expired && [...holdings(expired).values()].every((holding) => holding === "lost")).toBe(true);
  });

  it("moves by keys and stops at its edges", () => {
    const size = { rows: 100, columns: 20, page: 10 };
    const from = { row: 5, column: 3 };
    const to = (key: string, ctrlKey = false) => cellByKey({ key, ctrlKey }, from, size);
    expect(to("ArrowDown")).toEqual({ row: 6, column: 3 });
    expect(to("PageUp")).toEqual({ row: 0, column: 3 });
    expect(to("End")).toEqual({ row: 5, column: 19 });
    expect(to("End", true)).toEqual({ row: 99, column: 19 });
    expect(to("a")).toBeNull();
  });
});
