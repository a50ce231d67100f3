import { describe, expect, it } from "vitest";

import { RECORDED_AT, deadline, fleet, from, license, limit, workspace } from "../../test/recorded";
import { seatsShare, stopsAhead, tightestLimit } from "./next-stop";
import { statusLine } from "../wording/status-line";
import { whatStops } from "../wording/stop-text";

const named = (id: string) => fleet.find((one) => one.id === id) ?? workspace({ id, name: "missing" });

describe("what a workspace has ahead", () => {
  it("is what stops, over all licenses, soonest first", () => {
    const two = workspace({
      id: "two",
      name: "Two",
      licenses: [
        license({ expires_at: from(20, "d"), auto_renew: true }),
        license({ expires_at: from(5, "d"), deadlines: [deadline("admins_notified", from(1, "d"))] }),
      ],
    });
    expect(stopsAhead(two, RECORDED_AT).map(({ kind, renews }) => [kind, renews])).toEqual([
      ["expiry", false],
      ["expiry", true],
    ]);
  });

  it("is the expiry where only a grace period begins before it", () => {
    const grace = [deadline("fair_use", from(21, "d")), deadline("expiry", from(25, "d"))];
    const fair = workspace({
      id: "fair",
      name: "Fair",
      licenses: [license({ expires_at: from(25, "d"), deadlines: grace })],
    });
    expect(stopsAhead(fair, RECORDED_AT).map(({ kind }) => kind)).toEqual(["expiry"]);
    expect(whatStops(fair, RECORDED_AT)).not.toContain("goes on");
  });

  it("is not the end of a trial that was left in a license that was bought", () => {
    const deadlines = [deadline("trial_end", from(5, "d")), deadline("expiry", from(300, "d"))];
    const bought = license({ expires_at: from(300, "d"), deadlines });
    const stops = stopsAhead(workspace({ id: "b", name: "B", licenses: [bought] }), RECORDED_AT);
    expect(stops.map(({ kind }) => kind)).toEqual(["expiry"]);
  });

  it("is worded by the license that it belongs to", () => {
    const old = license({ expires_at: from(-365, "d"), auto_renew: true });
    const manual = license({ expires_at: from(20, "d") });
    const next_deadline = deadline("expiry", from(20, "d"));
    const two = workspace({ id: "p", name: "P", licenses: [old, manual], next_deadline });
    expect(statusLine(two, RECORDED_AT).text).toBe("Expires in 20 days");
  });

  it("is nothing where the license is not in force", () => {
    expect(stopsAhead(named("stadtwerke"), RECORDED_AT)).toEqual([]);
    expect(stopsAhead(named("documented"), RECORDED_AT)).toEqual([]);
  });

  it.each([
    ["acme", "Message auditing, Video conference"],
    ["labs", "All premium features stop."],
    ["zenith", "If the renewal fails, all premium features stop."],
    ["northwind", "Premium features are off."],
    ["club", null],
    ["prefeitura", null],
  ])("is said of %s in words", (id, words) => {
    expect(whatStops(named(id), RECORDED_AT)).toBe(words);
  });
});

describe("the tightest limit", () => {
  it("is the fullest whose use is known", () => {
    expect(tightestLimit(named("acme"))).toMatchObject({ kind: "private_apps", level: "full" });
    expect(tightestLimit(named("support"))).toMatchObject({ kind: "monthly_active_contacts", used: 99, max: 100 });
    expect(tightestLimit(named("labs"))).toBeNull();
  });

  it("is that of the community where there is no license, and none of a license that does not count", () => {
    expect(tightestLimit(named("club"))).toMatchObject({ kind: "marketplace_apps", share: 0.8 });
    expect(tightestLimit(named("stadtwerke"))).toBeNull();
  });

  it("leaves the seats to be asked for on their own", () => {
    expect(seatsShare(named("acme"))).toBeCloseTo(0.924);
    expect(seatsShare(named("zenith"))).toBeNull();
    const over = workspace({ id: "o", name: "O", licenses: [license({ limits: [limit("active_users", 3, 2)] })] });
    expect(seatsShare(over)).toBe(1.5);
  });
});
