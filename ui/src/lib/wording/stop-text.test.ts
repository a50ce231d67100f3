import { describe, expect, it } from "vitest";

import { deadline, from, recorded, workspace } from "../../test/recorded";
import { whatStops } from "./stop-text";

describe("what stops", () => {
  it.each([
    ["acme", "Message auditing, Video conferencing"],
    ["labs", "All premium features stop."],
    ["zenith", "If the renewal fails, all premium features stop."],
    ["northwind", "Premium features are off."],
    ["club", null],
    ["prefeitura", null],
  ])("is said of %s in words", (id, words) => {
    expect(whatStops(recorded(id))).toBe(words);
  });

  it("is the engine's next stop, and neither a notice before it nor the renewal of another license", () => {
    const stops = [deadline("expiry", from(25, "d"))];
    const timeline = [deadline("version_support_end", from(3, "d")), ...stops];
    expect(whatStops(workspace({ id: "a", name: "A", stops, timeline }))).toBe("All premium features stop.");
  });
});
