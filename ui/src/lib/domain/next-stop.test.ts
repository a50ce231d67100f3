import { describe, expect, it } from "vitest";

import { fleet } from "../../test/recorded";
import { deadline, from, license, limit, RECORDED_AT, workspace } from "../backend/preview-make";
import { seatsShare, stopsAhead, tightestLimit } from "./next-stop";
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
