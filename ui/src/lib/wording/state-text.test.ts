import { describe, expect, it } from "vitest";

import { failure, recorded, workspace } from "../../test/recorded";
import { stateInstant, stateText } from "./state-text";

describe("the state of a workspace", () => {
  it.each([
    ["acme", "2 modules stop in 6 days"],
    ["support", "Expires in 3 hours"],
    ["northwind", "Expired 3 days ago, now Community"],
    ["club", "No license"],
  ])("is the engine's sentence at %s", (id, words) => {
    expect(stateText(recorded(id))).toBe(words);
  });

  it("is why it could not be read if nothing is known of it", () => {
    const unread = workspace({ id: "w", name: "W", state: "Cannot be read", error: failure("timeout", "timed out") });
    expect(stateText(unread)).toBe("Timed out");
    expect(stateText({ ...unread, headline: { kind: "community" }, state: "No license" })).toBe("No license");
  });

  it("has the instant of its headline", () => {
    expect(stateInstant({ headline: { kind: "ends", plan: "Pro", at: "2026-12-04T09:00:00Z" } })).toBe(
      Date.parse("2026-12-04T09:00:00Z"),
    );
    expect(stateInstant({ headline: { kind: "community" } })).toBeNull();
  });
});
