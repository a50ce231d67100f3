import { describe, expect, it } from "vitest";

import { deadline, fleet, from, limit, RECORDED_AT, workspace } from "../../test/recorded";
import type { LimitView, WorkspaceView } from "../backend/types";
import { everything, facets, inOrder, isEmptyFilter, filterWorkspaces, type Filter } from "./filter";

const found = (filter: Partial<Filter>) => filterWorkspaces(fleet, { ...everything, ...filter }).map(({ id }) => id);
const ids = (list: readonly WorkspaceView[]) => list.map(({ id }) => id);

describe("filtering the list", () => {
  it("shows everything by default, in the engine's order", () => {
    expect(found({})).toEqual(ids(fleet));
    expect(isEmptyFilter({ ...everything, text: "  " })).toBe(true);
    expect(isEmptyFilter({ ...everything, plans: ["Pro"] })).toBe(false);
  });

  it("matches name, address and plan", () => {
    expect(found({ text: " KESTREL " })).toEqual(["support", "labs"]);
    expect(found({ text: "acme.example/team" })).toEqual(["acme"]);
    expect(found({ text: "starter" })).toEqual(["support"]);
  });

  it("matches any of the statuses and plans, and all of the active modules", () => {
    expect(found({ statuses: ["expired", "lapsed"] })).toEqual(["documented", "northwind"]);
    expect(found({ plans: ["Pro", "Starter"] })).toEqual(["northwind", "support"]);
    expect(found({ modules: ["auditing", "fips"] })).toEqual(["clinic"]);
    expect(found({ modules: ["fips"], statuses: ["expiring"] })).toEqual([]);
  });

  it("matches when something stops", () => {
    const day = 86_400_000;
    expect(found({ between: { from: RECORDED_AT + 5 * day, to: RECORDED_AT + 7 * day } })).toEqual(["labs", "acme"]);
  });
});

describe("the facets", () => {
  it("count what would match, ignoring the filter's own kind", () => {
    const {
      statuses,
      plans,
      modules: byModule,
    } = facets(fleet, { ...everything, statuses: ["expiring"], plans: ["Pro"] });
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

  it("list the most frequent module first", () => {
    const { modules: byModule } = facets(fleet, everything);
    expect(byModule[0]).toEqual({ value: "livechat-enterprise", count: 5, chosen: false });
  });
});

describe("sorting", () => {
  const share = (kind: LimitView["kind"], thousandths: number) => ({ ...limit(kind, 1, 1), share: thousandths });
  const list = [
    workspace({ id: "c", name: "Workspace 10", stops: [deadline("expiry", from(9, "d"))] }),
    workspace({ id: "a", name: "Ärzte", limits: [share("active_users", 900)] }),
    workspace({
      id: "b",
      name: "Workspace 9",
      stops: [deadline("expiry", from(3, "d"))],
      limits: [share("active_users", 100), share("private_apps", 1_000)],
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

  it("filter the list, together with the other facets", () => {
    const within = (filter: Partial<Filter>) => ids(filterWorkspaces(fleet, { ...everything, ...filter }, arranged));
    expect(within({ groups: ["g"] })).toEqual(["support", "labs"]);
    expect(within({ groups: ["g"], plans: ["Starter"] })).toEqual(["support"]);
    expect(within({ groups: ["none"] })).toHaveLength(fleet.length - 2);
  });

  it("are listed in their order, ungrouped last; not at all if there are none", () => {
    const offered = facets(fleet, { ...everything, groups: ["g"] }, arranged).groups;
    expect(offered).toEqual([
      { value: "g", count: 2, chosen: true },
      { value: "e", count: 0, chosen: false },
      { value: "none", count: fleet.length - 2, chosen: false },
    ]);
    expect(facets(fleet, everything).groups).toEqual([]);
  });

  it("can be sorted manually, in the engine's order among equals", () => {
    const [first, second, third] = ids(inOrder(fleet, "own", "en", arranged));
    expect([first, second, third]).toEqual(["club", "labs", fleet[0]?.id]);
  });
});
