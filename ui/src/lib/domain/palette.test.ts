import { describe, expect, it } from "vitest";

import { fleet } from "../../test/recorded";
import { findCommands, findModules, findWorkspaces } from "./palette";

const name = (id: string) => (id === "teams-voip" ? "Team voice calls" : id);
const found = (query: string, recent: string[] = []) =>
  findWorkspaces(query, fleet, recent, name).map(({ workspace }) => workspace.id);

describe("the palette", () => {
  it("lists recent workspaces first, then the engine's order", () => {
    expect(found("", ["acme", "gone", "zenith"]).slice(0, 4)).toEqual(["acme", "zenith", "northwind", "stadtwerke"]);
  });

  it("finds workspaces by name, address and plan, and says which matched", () => {
    expect(found("acme")[0]).toBe("acme");
    expect(findWorkspaces("helios-energie", fleet, [], name)[0]).toMatchObject({
      workspace: { id: "documented" },
      other: { text: "https://rocket.helios-energie.example/chat" },
    });
    expect(findWorkspaces("starter", fleet, [], name)[0]).toMatchObject({
      workspace: { id: "support" },
      name: [],
      other: { text: "Starter", places: [0, 1, 2, 3, 4, 5, 6] },
    });
    expect(found("zzz")).toEqual([]);
    expect(found("htx")).toEqual([]);
  });

  it("prefers a better match over a recent workspace", () => {
    expect(found("kestrel", [])).toEqual(["labs", "support"]);
    expect(found("kestrel", ["support"])).toEqual(["support", "labs"]);
    expect(found("kestrel l", ["support"])[0]).toBe("labs");
  });

  it("finds modules by name and id, and the workspaces that have them", () => {
    const holders = fleet.filter(({ modules }) => modules.some(({ id, active }) => active && id === "teams-voip"));
    expect(holders.length).toBeGreaterThan(0);
    const match = { id: "teams-voip", name: "Team voice calls", holders: holders.length };
    expect(findModules("voice", fleet, name)).toEqual([{ ...match, places: [5, 6, 7, 8, 9] }]);
    expect(findModules("teams-v", fleet, name)).toEqual([{ ...match, places: [] }]);
    expect(findModules("vo", fleet, name)).toEqual([]);
    expect(found("voice calls")).toEqual(holders.map(({ id }) => id));
  });

  it("finds commands by their words", () => {
    const commands = [{ label: "Refresh all" }, { label: "Add workspace" }];
    expect(findCommands("ref", commands)).toEqual([{ command: commands[0], places: [0, 1, 2] }]);
    expect(findCommands("", commands)).toHaveLength(2);
  });
});
