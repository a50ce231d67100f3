import { describe, expect, it } from "vitest";

import { exportName } from "./export-name";

describe("the name of an export", () => {
  it("has the local date, not the one in UTC", () => {
    expect(exportName(Date.parse("2026-11-25T01:30:00Z"))).toBe("license-watch-2026-11-24.json");
    expect(exportName(Date.parse("2026-03-05T12:00:00Z"))).toBe("license-watch-2026-03-05.json");
  });
});
