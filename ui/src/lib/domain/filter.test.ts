import { describe, expect, it } from "vitest";

import { deadline, fleet, from, RECORDED_AT, workspace } from "../../test/recorded";
import type { SeatsView, WorkspaceView } from "../backend/types";
import { everything, facets, inOrder, isEmptyFilter, filterWorkspaces, modulesNamed, type Filter } from "./filter";

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
    expect(found({ statuses: ["expired", "lapsed"] })).toEqual(["northwind", "documented"]);
    expect(found({ plans: ["Pro", "Starter"] })).toEqual(["northwind", "support"]);
    expect(found({ modules: ["auditing", "fips"] })).toEqual(["clinic"]);
    expect(found({ modules: ["fips"], statuses: ["expiring"] })).toEqual([]);
  });

  it("matches what has a module that the text names, in the user's language or by its id", () => {
    const names: Readonly<Record<string, string>> = { auditing: "Nachrichtenprüfung" };
    const context = { groupOf: () => null, moduleName: (id: string) => names[id] ?? id };
    const named = (text: string) => ids(filterWorkspaces(fleet, { ...everything, text }, context));
    const audited = ids(fleet.filter(({ modules }) => modules.some(({ id, active }) => active && id === "auditing")));
    expect(audited.length).toBeGreaterThan(1);
    expect(named("nachrichtenprüf")).toEqual(audited);
    expect(named("auditing")).toEqual(audited);
    expect(named("na").length).toBeLessThan(fleet.length);
    expect(modulesNamed("audit", fleet, context.moduleName)).toEqual(["auditing"]);
  });

  it("matches what does not have a module, as far as that is known", () => {
    const without = found({ without: ["auditing"] });
    expect(without).toHaveLength(fleet.length - found({ modules: ["auditing"] }).length - 2);
    expect(without).not.toContain("prefeitura");
    expect(found({ without: ["auditing"], modules: ["auditing"] })).toEqual([]);
    expect(isEmptyFilter({ ...everything, without: ["auditing"] })).toBe(false);
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
    expect(byModule.filter(({ count }) => count > 0)).toEqual([]);
  });

  it("list modules by name, with what is chosen of each", () => {
    const chosen = { ...everything, modules: ["auditing"], without: ["fips"] };
    const { modules: byModule } = facets(fleet, chosen);
    const names = byModule.map(({ value }) => value);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    const choice = (id: string) => byModule.find(({ value }) => value === id)?.choice;
    expect([choice("auditing"), choice("fips"), choice("livechat-enterprise")]).toEqual(["has", "lacks", "any"]);
  });
});

describe("sorting", () => {
  const seats = (share: number, runsOut: string | null = null): SeatsView => ({
    ...{ used: 1, max: 1, left: 0, level: "ample", attention: "calm", trend: [] },
    share,
    runs_out_at: runsOut,
  });
  const list = [
    workspace({ id: "c", name: "Workspace 10", stops: [deadline("expiry", from(9, "d"))] }),
    workspace({ id: "a", name: "Ärzte", counted: "All seats in use", seats: seats(900) }),
    workspace({
      id: "b",
      name: "Workspace 9",
      stops: [deadline("expiry", from(30, "d"))],
      counted: "Expires in 30 days",
      seats: seats(100, from(60, "d")),
    }),
  ];

  it.each([
    ["urgency", ["c", "a", "b"]],
    ["name", ["a", "b", "c"]],
    ["deadline", ["c", "b", "a"]],
    ["seats", ["a", "b", "c"]],
    ["runout", ["b", "c", "a"]],
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
