import { describe, expect, it } from "vitest";

import { deadline, fleet, from, license, limit, modules, step, workspace } from "../../test/recorded";
import type { LicenseView, WorkspaceView } from "../backend/types";
import { compare } from "./compare";

const of = (...licenses: Partial<LicenseView>[]): WorkspaceView =>
  workspace({ id: "w", name: "W", licenses: licenses.map(license) });
const rows = (left: WorkspaceView, right: WorkspaceView) =>
  new Map(compare(left, right).sections.flatMap((section) => section.rows.map((found) => [found.key, found] as const)));

describe("two workspaces side by side", () => {
  it("do not differ from themselves", () => {
    for (const one of fleet) expect(compare(one, one).differences, one.id).toBe(0);
  });

  it("differ the same way from either side", () => {
    for (const one of fleet) {
      for (const other of fleet) {
        const [there, back] = [compare(one, other), compare(other, one)];
        expect(there.differences).toBe(back.differences);
        expect([...rows(one, other).keys()].sort()).toEqual([...rows(other, one).keys()].sort());
      }
    }
  });

  it("count each difference once", () => {
    const left = of({ plan: "Pro", modules: modules(["auditing", "abac"]), limits: [limit("active_users", 5, 10)] });
    const right = of({ plan: "Starter", modules: modules(["auditing"]), limits: [limit("active_users", 9, 10)] });
    expect(compare(left, right).differences).toBe(2);
    expect(rows(left, right).get("plan")).toMatchObject({ differs: true, left: { text: "Pro" } });
    expect(rows(left, right).get("abac")).toMatchObject({ left: { kind: "yes" }, right: { kind: "none" } });
  });

  it("hold maximum against maximum; how much is used makes no difference", () => {
    const found = rows(
      of({ limits: [limit("active_users", 5, 10), limit("guest_users", 1, null), limit("private_apps", 0, 3)] }),
      of({ limits: [limit("active_users", 9, 10), limit("guest_users", 1, 50)] }),
    );
    expect(found.get("active_users")).toMatchObject({ differs: false, right: { text: "10", note: "9 used" } });
    expect(found.get("guest_users")).toMatchObject({ differs: true, left: { text: "Unlimited" } });
    expect(found.get("private_apps")).toMatchObject({ differs: true, right: { kind: "none" } });
    expect(found.has("marketplace_apps")).toBe(false);
  });

  it("hold against each other what happens at the steps of a limit", () => {
    const steps = (...maxima: number[]) =>
      of({ limit_steps: maxima.map((max) => step("active_users", max, "prevent_action")) });
    const found = rows(steps(60, 50), steps(50)).get("active_users_steps");
    expect(found).toMatchObject({
      label: "Seats: what happens",
      differs: true,
      left: { text: "At 50: adding more is refused\nAt 60: adding more is refused" },
      right: { text: "At 50: adding more is refused" },
    });
    expect(rows(steps(60, 50), steps(50, 60)).get("active_users_steps")?.differs).toBe(false);
  });

  it("take several licenses together: the tightest limit, and every module that one of them has active", () => {
    const found = rows(
      of(
        { limits: [limit("active_users", 5, null)], modules: modules([], ["auditing"]), expires_at: from(90, "d") },
        { limits: [limit("active_users", 5, 100)], modules: modules(["auditing"]), expires_at: from(9, "d") },
      ),
      of({}),
    );
    expect(found.get("active_users")?.left).toMatchObject({ text: "100" });
    expect(found.get("auditing")?.left).toEqual({ kind: "yes" });
    expect(found.get("end")?.left).toMatchObject({ text: "Dec 3, 2026" });
  });

  it("have the first deadline of each kind among their dates", () => {
    const stops = [
      deadline("modules_disabled", from(9, "d"), ["a"]),
      deadline("modules_disabled", from(4, "d"), ["b"]),
    ];
    expect(rows(of({ deadlines: stops }), of({})).get("modules_disabled")).toMatchObject({
      left: { text: "Nov 28, 2026" },
      right: { kind: "none" },
    });
  });

  it("compare a community workspace by what it gets", () => {
    const club = workspace({
      id: "c",
      name: "C",
      status: "community",
      community_limits: [limit("active_users", 3, 50)],
    });
    expect(rows(club, of({ limits: [limit("active_users", 3, 50)] })).get("active_users")?.differs).toBe(false);
  });
});
