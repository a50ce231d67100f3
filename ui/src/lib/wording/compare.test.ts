import { describe, expect, it } from "vitest";

import {
  deadline,
  fleet as rowsOfFleet,
  from,
  license,
  limit,
  modules,
  recorded,
  step,
  workspace,
} from "../../test/recorded";
import type { FullWorkspaceView, LimitView } from "../backend/types";
import { compare } from "./compare";

const fleet = rowsOfFleet.map(({ id }) => recorded(id));
const of = (given: Partial<FullWorkspaceView>): FullWorkspaceView => workspace({ id: "w", name: "W", ...given });
const rows = (left: FullWorkspaceView, right: FullWorkspaceView) =>
  new Map(compare(left, right).sections.flatMap((section) => section.rows.map((found) => [found.key, found] as const)));

describe("two workspaces side by side", () => {
  it("are equal to themselves", () => {
    for (const one of fleet) expect(compare(one, one).differences, one.id).toBe(0);
  });

  it("have the same differences from either side", () => {
    for (const one of fleet) {
      for (const other of fleet) {
        const [there, back] = [compare(one, other), compare(other, one)];
        expect(there.differences).toBe(back.differences);
        expect([...rows(one, other).keys()].sort()).toEqual([...rows(other, one).keys()].sort());
      }
    }
  });

  it("count each difference once", () => {
    const limits = [limit("active_users", 5, 10)];
    const left = of({ licenses: [license({ plan: "Pro" })], modules: modules(["auditing", "abac"]), limits });
    const right = of({ licenses: [license({ plan: "Starter" })], modules: modules(["auditing"]), limits });
    expect(compare(left, right).differences).toBe(2);
    expect(rows(left, right).get("plan")).toMatchObject({ differs: true, left: { text: "Pro" } });
    expect(rows(left, right).get("abac")).toMatchObject({ left: { kind: "yes" }, right: { kind: "none" } });
  });

  it("are not different where one of them cannot be known, or where nothing is the same as off", () => {
    const known = of({ licenses: [license({ plan: "Pro" })], modules: modules(["auditing"]) });
    const hidden = of({ status: "not_permitted", licenses: [], modules: [] });
    for (const [left, right] of [
      [known, hidden],
      [hidden, known],
    ] as const) {
      const found = rows(left, right);
      expect(found.get("plan")).toMatchObject({ differs: false });
      expect(found.get("auditing")).toMatchObject({ differs: false });
    }
    expect(rows(known, hidden).get("plan")).toMatchObject({ right: { kind: "unavailable" } });
    const none = of({ status: "community", licenses: [] });
    expect(rows(known, none).get("trial")).toMatchObject({ differs: false });
    expect(rows(known, none).get("plan")).toMatchObject({ differs: true, right: { kind: "none" } });
  });

  it("compare the maximums of limits, and ignore usage", () => {
    const found = rows(
      of({ limits: [limit("active_users", 5, 10), limit("guest_users", 1, null), limit("private_apps", 0, 3)] }),
      of({ limits: [limit("active_users", 9, 10), limit("guest_users", 1, 50)] }),
    );
    expect(found.get("active_users")).toMatchObject({ differs: false, right: { text: "10", note: "9 in use" } });
    expect(found.get("guest_users")).toMatchObject({ differs: true, left: { text: "Unlimited" } });
    expect(found.get("private_apps")).toMatchObject({ differs: true, right: { kind: "none" } });
    expect(found.has("marketplace_apps")).toBe(false);
  });

  it("compare what happens at the steps of a limit", () => {
    const steps = (...maxima: number[]) =>
      of({
        limits: [{ ...limit("active_users", 1, 50), steps: maxima.map((max) => step(max, "prevent_action")) }],
      });
    const found = rows(steps(50, 60), steps(50)).get("active_users_steps");
    expect(found).toMatchObject({
      label: "Seats: effects",
      differs: true,
      left: { text: "At 50: no more can be added\nAt 60: no more can be added" },
      right: { text: "At 50: no more can be added" },
    });
    expect(rows(steps(50, 60), steps(50, 60)).get("active_users_steps")?.differs).toBe(false);
  });

  it("use the engine's verdict on the workspace if there are several licenses", () => {
    const two = of({
      licenses: [license({ expires_at: from(90, "d"), trial: true }), license({ expires_at: from(9, "d") })],
      ends_at: from(9, "d"),
      limits: [limit("active_users", 5, 100)],
      modules: modules(["auditing"]),
    });
    const found = rows(two, of({}));
    expect(found.get("active_users")?.left).toMatchObject({ text: "100" });
    expect(found.get("auditing")?.left).toEqual({ kind: "yes" });
    expect(found.get("end")?.left).toMatchObject({ text: "Dec 3, 2026" });
    expect(found.get("trial")?.left).toEqual({ kind: "yes" });
  });

  it("list the first deadline of each kind", () => {
    const deadlines = [
      deadline("modules_disabled", from(4, "d"), ["b"]),
      deadline("modules_disabled", from(9, "d"), ["a"]),
    ];
    const found = rows(
      of({ licenses: [license({ deadlines: [deadline("fair_use", from(9, "d"))] }), license({ deadlines })] }),
      of({ licenses: [license({ deadlines: [deadline("admins_notified", from(5, "d"))] })] }),
    );
    expect(found.get("modules_disabled")).toMatchObject({ left: { text: "Nov 28, 2026" }, right: { kind: "none" } });
    expect(found.get("admins_notified")).toMatchObject({ label: "Admins notified", left: { kind: "none" } });
    expect(found.has("version_support_end")).toBe(false);
  });

  it("compare limits in the engine's order", () => {
    const limits = (...kinds: LimitView["kind"][]) => of({ limits: kinds.map((kind) => limit(kind, 1, 2)) });
    const left = limits("active_users", "private_apps");
    const right = limits("guest_users", "private_apps", "marketplace_apps");
    const kinds = [...rows(left, right).keys()].filter((key) => key.endsWith("_users") || key.endsWith("_apps"));
    expect(kinds).toEqual(["active_users", "guest_users", "private_apps", "marketplace_apps"]);
  });

  it("compare the limits and modules of a community workspace", () => {
    const limits = [limit("active_users", 3, 50)];
    const club = of({ status: "community", limits });
    expect(rows(club, of({ limits })).get("active_users")?.differs).toBe(false);
  });
});
