import { describe, expect, it } from "vitest";

import type { Revision } from "../backend/types";
import { changeOfDay, latestChange } from "./moments";

const local = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
const moment = (id: number, day: number, hour: number): Revision => ({
  id,
  at: new Date(local(day, hour)).toISOString(),
  plan: null,
});
/** Newest first: two on the twentieth, one shortly before midnight on the nineteenth, the first on the first. */
const moments = [moment(9, 20, 18), moment(7, 20, 8), moment(5, 19, 23), moment(2, 1, 12)];

describe("a comparison of moments", () => {
  it("begins with how it stood before against how it stands now", () => {
    expect(latestChange("w", moments)).toEqual({
      left: { workspace: "w", moment: 7 },
      right: { workspace: "w", moment: null },
    });
  });

  it("leaves the other side to be chosen where nothing has changed", () => {
    for (const few of [moments.slice(-1), []]) {
      expect(latestChange("w", few)).toEqual({ left: null, right: { workspace: "w", moment: null } });
    }
  });

  it("takes all that a day brought together", () => {
    expect(changeOfDay("w", moments, local(20, 8))).toEqual({
      left: { workspace: "w", moment: 5 },
      right: { workspace: "w", moment: null },
    });
    expect(changeOfDay("w", moments, local(19, 1))).toEqual({
      left: { workspace: "w", moment: 2 },
      right: { workspace: "w", moment: 5 },
    });
  });

  it("is not there for the first day, for a day without a moment, and without any moment", () => {
    expect(changeOfDay("w", moments, local(1, 15))).toBeNull();
    expect(changeOfDay("w", moments, local(10, 12))).toBeNull();
    expect(changeOfDay("w", moments, local(21, 12))).toBeNull();
    expect(changeOfDay("w", [], local(20, 8))).toBeNull();
  });
});
