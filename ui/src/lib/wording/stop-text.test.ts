import { describe, expect, it } from "vitest";

import type { FindingView, WorkspaceView } from "../backend/types";
import { t } from "../i18n/i18n.svelte";
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

  it("is the stop that the headline is about, which need not be the soonest", () => {
    const [soon, pressing] = [deadline("expiry", from(5, "d")), deadline("read_only", from(9, "d"))];
    const headline = { kind: "becomes_read_only" as const, at: pressing.at };
    const of = (given: Partial<WorkspaceView>) => whatStops(workspace({ id: "a", name: "A", ...given }));
    expect(of({ stops: [soon, pressing], headline })).toBe(t("deadline.read_onlyWhat"));
    expect(of({ status: "community", headline: { kind: "community" }, stops: [soon] })).toBeNull();
  });

  it("is the consequence of the finding that the headline is about, and the reason of a license that is not honored", () => {
    const finding = (kind: FindingView["kind"], reasons: string[]): FindingView => ({
      kind,
      attention: "ended",
      title: "",
      reasons,
      consequence: "The consequence.",
      remedy: null,
    });
    const of = (given: Partial<WorkspaceView>) => whatStops(workspace({ id: "a", name: "A", ...given }));
    const headline = { kind: "finding" as const, finding: { kind: "version_not_listed" as const } };
    expect(of({ headline, findings: [finding("version_not_listed", [])] })).toBe("The consequence.");
    expect(of({ status: "invalid", findings: [finding("not_honored", ["One.", "Two."])] })).toBe("One. Two.");
    expect(of({ status: "invalid" })).toBe(t("overview.off"));
  });
});
