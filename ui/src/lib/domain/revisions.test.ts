import { describe, expect, it } from "vitest";

import type { Revision } from "../backend/types";
import { changeOfDay, latestChange } from "./revisions";

const local = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
const revision = (id: number, day: number, hour: number): Revision => ({
  id,
  at: new Date(local(day, hour)).toISOString(),
  plan: null,
});
/** Newest first: two on the twentieth, one shortly before midnight on the nineteenth, the first on the first. */
const revisions = [revision(9, 20, 18), revision(7, 20, 8), revision(5, 19, 23), revision(2, 1, 12)];

describe("comparing revisions", () => {
  it("starts with the workspace before its latest change and now", () => {
    expect(latestChange("w", revisions)).toEqual({
      left: { workspace: "w", revision: 7 },
      right: { workspace: "w", revision: null },
    });
  });

  it("leaves the other side to choose if nothing has changed", () => {
    for (const few of [revisions.slice(-1), []]) {
      expect(latestChange("w", few)).toEqual({ left: null, right: { workspace: "w", revision: null } });
    }
  });

  it("combines all changes of a day", () => {
    expect(changeOfDay("w", revisions, local(20, 8))).toEqual({
      left: { workspace: "w", revision: 5 },
      right: { workspace: "w", revision: null },
    });
    expect(changeOfDay("w", revisions, local(19, 1))).toEqual({
      left: { workspace: "w", revision: 2 },
      right: { workspace: "w", revision: 5 },
    });
  });

  it("is not possible for the first day, for a day without a revision, and without any revision", () => {
    expect(changeOfDay("w", revisions, local(1, 15))).toBeNull();
    expect(changeOfDay("w", revisions, local(10, 12))).toBeNull();
    expect(changeOfDay("w", revisions, local(21, 12))).toBeNull();
    expect(changeOfDay("w", [], local(20, 8))).toBeNull();
  });
});
