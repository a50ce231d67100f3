import { describe, expect, it } from "vitest";

import { RECORDED_AT, deadline, fleet, from, license, limit, modules, workspace } from "../../test/recorded";
import type { WorkspaceView } from "../backend/types";
import { everything, facets, inOrder, isEmptyFilter, narrow, type Filter } from "./filter";

const found = (filter: Partial<Filter>) => narrow(fleet, { ...everything, ...filter }, RECORDED_AT).map(({ id }) => id);
const ids = (list: readonly WorkspaceView[]) => list.map(({ id }) => id);

describe("narrowing the list", () => {
  it("lets everything through at first, in the engine's order", () => {
    expect(found({})).toEqual(ids(fleet));
    expect(isEmptyFilter({ ...everything, text: "  " })).toBe(true);
    expect(isEmptyFilter({ ...everything, plans: ["Pro"] })).toBe(false);
  });

  it("goes by name, address and plan", () => {
    expect(found({ text: " KESTREL " })).toEqual(["support", "labs"]);
    expect(found({ text: "acme.example/team" })).toEqual(["acme"]);
    expect(found({ text: "starter" })).toEqual(["support"]);
  });

  it("takes any of the statuses and plans, and all of the modules that work", () => {
    expect(found({ statuses: ["expired", "lapsed"] })).toEqual(["documented", "northwind"]);
    expect(found({ plans: ["Pro", "Starter"] })).toEqual(["northwind", "support"]);
    expect(found({ modules: ["auditing", "fips"] })).toEqual(["clinic"]);
    expect(found({ modules: ["fips"], statuses: ["expiring"] })).toEqual([]);
  });

  it("goes by when something stops", () => {
    const day = 86_400_000;
    expect(found({ between: { from: RECORDED_AT + 5 * day, to: RECORDED_AT + 7 * day } })).toEqual(["labs", "acme"]);
  });
});

describe("what can be chosen", () => {
  it("counts what would be left, each kind without itself", () => {
    const {
      statuses,
      plans,
      modules: byModule,
    } = facets(fleet, { ...everything, statuses: ["expiring"], plans: ["Pro"] }, RECORDED_AT);
    expect(statuses).toEqual([
      { value: "lapsed", count: 1, chosen: false },
      { value: "expiring", count: 0, chosen: true },
    ]);
    expect(plans.map(({ value, count }) => [value, count])).toEqual([
      ["Enterprise", 2],
      ["Starter", 1],
      ["Pro", 0],
    ]);
    expect(byModule).toEqual([]);
  });

  it("names the most frequent module first", () => {
    const { modules: byModule } = facets(fleet, everything, RECORDED_AT);
    expect(byModule[0]).toEqual({ value: "livechat-enterprise", count: 5, chosen: false });
  });
});

describe("the orders", () => {
  const list = [
    workspace({ id: "c", name: "Workspace 10", next_deadline: deadline("expiry", from(9, "d")) }),
    workspace({
      id: "a",
      name: "Ärzte",
      licenses: [license({ limits: [limit("active_users", 9, 10)], modules: modules([]) })],
    }),
    workspace({
      id: "b",
      name: "Workspace 9",
      next_deadline: deadline("expiry", from(3, "d")),
      licenses: [license({ limits: [limit("active_users", 1, 10), limit("private_apps", 3, 3)] })],
    }),
  ];

  it.each([
    ["urgency", ["c", "a", "b"]],
    ["name", ["a", "b", "c"]],
    ["deadline", ["b", "c", "a"]],
    ["seats", ["a", "b", "c"]],
  ] as const)("by %s", (order, wanted) => {
    expect(ids(inOrder(list, order, "de"))).toEqual(wanted);
  });
});

describe("groups", () => {
  const group = { id: "g", name: "Kestrel", color: "teal" } as const;
  const other = { id: "e", name: "Empty", color: "red" } as const;
  const arranged = {
    groups: [group, other],
    groupOf: (id: string) => (id === "support" || id === "labs" ? group : null),
    positionOf: (id: string) => (id === "club" ? 0 : id === "labs" ? 1 : 2),
  };

  it("narrow the list, with what else is chosen", () => {
    const within = (filter: Partial<Filter>) => ids(narrow(fleet, { ...everything, ...filter }, RECORDED_AT, arranged));
    expect(within({ groups: ["g"] })).toEqual(["support", "labs"]);
    expect(within({ groups: ["g"], plans: ["Starter"] })).toEqual(["support"]);
    expect(within({ groups: ["none"] })).toHaveLength(fleet.length - 2);
  });

  it("are offered in their order, and none last; not at all where there are none", () => {
    const offered = facets(fleet, { ...everything, groups: ["g"] }, RECORDED_AT, arranged).groups;
    expect(offered).toEqual([
      { value: "g", count: 2, chosen: true },
      { value: "e", count: 0, chosen: false },
      { value: "none", count: fleet.length - 2, chosen: false },
    ]);
    expect(facets(fleet, everything, RECORDED_AT).groups).toEqual([]);
  });

  it("leave the own order to the places, and to the engine's among equals", () => {
    const [first, second, third] = ids(inOrder(fleet, "own", "en", arranged));
    expect([first, second, third]).toEqual(["club", "labs", fleet[0]?.id]);
  });
});
