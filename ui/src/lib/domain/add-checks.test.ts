import { describe, expect, it } from "vitest";

import { license, workspace } from "../../test/recorded";
import type { FullWorkspaceView } from "../backend/types";
import { checksOf } from "./add-checks";

const marks = (given: Partial<FullWorkspaceView>) =>
  checksOf(workspace({ id: "a", name: "A", ...given })).map(({ of, mark }) => `${of} ${mark}`);

describe("the checks of a new workspace", () => {
  it("all pass for a valid license", () => {
    expect(marks({ licenses: [license({})] })).toEqual([
      "sign_in good",
      "permission good",
      "license good",
      "deadline good",
      "saved good",
    ]);
  });

  it.each([
    [{ credential: "session" } as const, "sign_in mind"],
    [{ status: "expiring", attention: "soon" } as const, "deadline mind"],
    [{ status: "expired", attention: "ended" } as const, "license mind"],
    [{ status: "invalid", attention: "ended" } as const, "license mind"],
    [{ status: "not_permitted", attention: "problem" } as const, "permission missing"],
    [{ status: "unknown", attention: "problem" } as const, "license missing"],
  ])("draw attention to %j", (given, mark) => {
    expect(marks(given)).toContain(mark);
  });

  it("leave out the license if it is hidden, and the deadline if there is no license", () => {
    expect(marks({ status: "not_permitted" })).toEqual(["sign_in good", "permission missing", "saved good"]);
    expect(marks({ status: "community" })).toEqual(["sign_in good", "permission good", "license good", "saved good"]);
  });
});
