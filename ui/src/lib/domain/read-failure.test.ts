import { describe, expect, it } from "vitest";

import { failure } from "../../test/recorded";
import { hasReadFailure, permissionFailure } from "./read-failure";

describe("a workspace whose last refresh failed", () => {
  const [forbidden, gone] = [failure("forbidden", ""), failure("unreachable", "")];
  it.each([
    ["one that was read", { status: "valid", error: null }, false, null],
    ["one that was read before", { status: "valid", error: gone }, true, null],
    ["one that was never read", { status: "unknown", error: gone }, false, null],
    ["one that hides its license", { status: "not_permitted", error: forbidden }, false, forbidden],
    ["one that hid its license before", { status: "not_permitted", error: gone }, true, null],
    ["one that hides its license now", { status: "valid", error: forbidden }, true, null],
  ] as const)("%s", (_, workspace, failing, hidden) => {
    expect([hasReadFailure(workspace), permissionFailure(workspace)]).toEqual([failing, hidden]);
  });
});
