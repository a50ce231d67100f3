import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { openWindow } from "../../../test/open-window";

const open = (query = "", workspace?: string) => openWindow(query, { workspace: workspace ?? null });

const text = (id: string) => screen.getByTestId(id).textContent.replace(/\s+/g, " ").trim();
const rows = () => screen.queryAllByTestId("overview-row");
const row = (id: string) => rows().find((one) => one.dataset["id"] === id);
const name = (id: string) => row(id)?.querySelector("button");
const options = () => screen.getAllByTestId("palette-option");

describe("the overview", () => {
  it("is the first screen, and sums up what matters in one line", async () => {
    await open();
    expect(text("overview-title")).toBe("9 need attention");
    expect(text("overview-first")).toMatch(/^Next: Kestrel Support Desk – 3 h \d\d m · license expires/);
    expect(rows()).toHaveLength(11);
    expect(document.title).toBe("Overview · License Watch");
    expect(screen.getAllByTestId("workspace-item")).toHaveLength(11);
    expect(text("morning-line")).toBe("8 checked 2 hours ago");
  });

  it("is calm when everything is, and names the next deadline", async () => {
    await open("scenario=calm");
    expect(text("overview-title")).toBe("All 2 workspaces OK");
    expect(text("overview-first")).toMatch(/^Next: Zenith Bank – \d+ days · license renews/);
  });

  it("is in the engine's order: what has just ended, what stops next, what is wrong without a date, and then the rest", async () => {
    const { user, backend } = await open();
    const order = () => rows().map((one) => one.dataset["id"]);
    const engineOrder = (await backend.workspaces()).map(({ id }) => id);
    expect(order()).toEqual(engineOrder);
    expect(order().slice(0, 6)).toEqual(["northwind", "stadtwerke", "support", "labs", "acme", "clinic"]);
    expect(order().slice(-3)).toEqual(["documented", "zenith", "club"]);
    await user.click(screen.getByTestId("sort-deadline"));
    expect(order().slice(0, 5)).toEqual(["support", "labs", "acme", "clinic", "zenith"]);
    await user.selectOptions(screen.getByTestId("order"), "urgency");
    expect(order()).toEqual(engineOrder);
  });

  it("shows the time that is left first, then the date and what stops, and seats in numbers", async () => {
    await open();
    const acme = row("acme")?.textContent.replace(/\s+/g, " ");
    for (const words of [
      "Acme Corporation",
      "Enterprise",
      "Expiring",
      "6 days · 2 modules stop",
      "Nov 30, 2026 · ",
      "Video conferencing",
    ]) {
      expect(acme).toContain(words);
    }
    const seats = row("acme")?.querySelector("[data-testid=seats]");
    expect(seats).toHaveTextContent(/231 \/ 250\s*19 left/);
    expect(seats).toHaveTextContent("+1 limit full");
    expect(seats?.querySelector("[title='Private apps']")).not.toBeNull();
    expect(row("northwind")?.querySelector("[data-testid=seats]")).toHaveTextContent("88 / 50");
    expect(row("zenith")?.querySelector("[data-testid=seats]")).toHaveTextContent(/5,821\s*Unlimited/);
    expect(row("clinic")).toHaveTextContent("Sign-in refused");
  });

  it("is not shown for one workspace or for none", async () => {
    const { user, unmount } = await open("scenario=one");
    expect(text("workspace-title")).toBe("Acme Corporation");
    expect(screen.queryByTestId("place-overview")).toBeNull();
    await user.keyboard("{Escape}");
    expect(text("workspace-title")).toBe("Acme Corporation");
    unmount();
    await open("scenario=none");
    expect(screen.getByTestId("first-run")).toBeVisible();
  });

  it("draws only the visible rows of a thousand, one of which is the tab stop", async () => {
    const { backend } = await open("scenario=thousand");
    expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "1001");
    expect(rows().length).toBeLessThan(60);
    expect(rows().filter((one) => one.querySelector("button")?.tabIndex === 0)).toHaveLength(1);
    const engineOrder = (await backend.workspaces()).map(({ id }) => id);
    expect(rows().map((one) => one.dataset["id"])).toEqual(engineOrder.slice(0, rows().length));
  });
});

describe("navigation", () => {
  it("moves through the list with letters and arrows, into a workspace and back to its row", async () => {
    const { user } = await open();
    await user.keyboard("{ArrowDown}");
    await waitFor(() => {
      expect(name("northwind")).toHaveFocus();
    });
    await user.keyboard("jjjj{ArrowDown}{ArrowUp}");
    await waitFor(() => {
      expect(name("acme")).toHaveFocus();
    });
    await user.keyboard("{Enter}");
    expect(text("workspace-title")).toBe("Acme Corporation");
    await waitFor(() => {
      expect(screen.getByRole("main")).toHaveFocus();
    });
    await user.keyboard("{Control>}0{/Control}");
    await waitFor(() => {
      expect(name("acme")).toHaveFocus();
    });
    await user.keyboard("{End}");
    await waitFor(() => {
      expect(name("club")).toHaveFocus();
    });
  });

  it("goes back and forward with keys and mouse buttons", async () => {
    const { user } = await open("", "acme");
    await user.keyboard("{Control>}1{/Control}");
    expect(text("workspace-title")).toBe("Northwind Logistics");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(text("workspace-title")).toBe("Acme Corporation");
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(text("workspace-title")).toBe("Northwind Logistics");
    await fireEvent.mouseDown(document.body, { button: 3 });
    expect(text("workspace-title")).toBe("Acme Corporation");
    await fireEvent.mouseDown(document.body, { button: 3 });
    expect(screen.getByTestId("overview")).toBeVisible();
    await fireEvent.mouseDown(document.body, { button: 4 });
    expect(text("workspace-title")).toBe("Acme Corporation");
  });

  it("restores the last screen when the window opens again, unless the URL names one", async () => {
    const { user, unmount } = await open();
    await user.click(name("zenith") ?? document.body);
    unmount();
    const second = await open();
    expect(text("workspace-title")).toBe("Zenith Bank");
    second.unmount();
    await open("", "labs");
    expect(text("workspace-title")).toBe("Kestrel Labs");
  });

  it("leaves Esc to the dialog, the menu or the filter that has the focus", async () => {
    const { user } = await open("", "acme");
    await user.click(screen.getByTestId("workspace-menu"));
    await user.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("menu", { hidden: true })).toBeNull();
    });
    await user.click(screen.getByTestId("filter"));
    await user.keyboard("a{Escape}{Escape}");
    await user.keyboard("{Control>}n{/Control}");
    expect(screen.getByRole("dialog")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(text("workspace-title")).toBe("Acme Corporation");
  });
});

describe("filtering", () => {
  it("combines facets and text, each a chip that can be removed", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("filter-module"));
    await user.type(await screen.findByTestId("find-module"), "auditing");
    await user.click(screen.getByTestId("facet-module-auditing"));
    expect(text("overview-count")).toBe("4 of 11");
    // Closes the options, and does not clear the filter.
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("find-module")).toBeNull();
    expect(text("overview-count")).toBe("4 of 11");
    await user.click(screen.getByTestId("filter-status"));
    await user.click(await screen.findByTestId("facet-status-expiring"));
    await user.keyboard("{Escape}");
    await user.type(screen.getByTestId("filter"), "acme");
    expect(text("overview-count")).toBe("1 of 11");
    expect(screen.getAllByTestId("filter-chip").map((chip) => chip.textContent.trim())).toEqual([
      "“acme”",
      "Expiring",
      "Message auditing",
    ]);
    await user.click(screen.getByRole("button", { name: "Remove filter: Expiring" }));
    await user.click(screen.getByRole("button", { name: "Remove filter: “acme”" }));
    expect(text("overview-count")).toBe("4 of 11");
    await user.click(screen.getByTestId("clear-filters"));
    expect(text("overview-count")).toBe("11 workspaces");
  });

  it("finds who does not have a module", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("filter-module"));
    await user.click(await screen.findByTestId("facet-without-auditing"));
    expect(text("overview-count")).toBe("5 of 11");
    expect(screen.getByTestId("filter-chip")).toHaveTextContent("Without Message auditing");
  });

  it("finds workspaces by a module's name in the field, and says that it did", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("filter"), "message audit");
    expect(text("overview-count")).toBe("4 of 11");
    expect(text("named-modules")).toContain("Message auditing");
  });

  it("is cleared by Esc, which leaves the page alone", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("filter"), "acme");
    screen.getByRole("main").focus();
    await user.keyboard("{Escape}");
    expect(rows()).toHaveLength(11);
    await user.click(name("zenith") ?? document.body);
    await user.keyboard("{Escape}");
    expect(text("workspace-title")).toBe("Zenith Bank");
  });

  it("persists beside the workspace, so that next and previous stay within the matches", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("filter"), "kestrel");
    await user.keyboard("{Enter}");
    expect(text("workspace-title")).toBe("Kestrel Support Desk");
    expect(screen.getAllByTestId("workspace-item")).toHaveLength(2);
    expect(text("summary")).toBe("2 of 11 Clear");
  });

  it("says when nothing matches, and offers to clear the filter", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("filter"), "zzz");
    expect(text("no-match")).toContain("No matching workspaces");
    await user.click(screen.getByTestId("no-match-clear"));
    expect(rows()).toHaveLength(11);
  });

  it("leads to the archived workspaces once all are archived, and does not count them", async () => {
    const { user } = await openWindow("", { workspace: null }, ({ workspaces, fleetSummary }) => ({
      workspaces: async () => (await workspaces()).map((one) => ({ ...one, handling: { is: "archived" } as const })),
      fleetSummary: async () => {
        const ids = (await workspaces()).map(({ id }) => id);
        return { ...(await fleetSummary()), aside: [{ kind: "archived", text: "11 archived", ids, at: null }] };
      },
    }));
    expect([text("all-archived"), text("overview-count"), text("summary")]).toEqual([
      expect.stringContaining("All workspaces are archived"),
      "0 workspaces",
      expect.stringContaining("0 workspaces"),
    ]);
    expect([screen.queryByTestId("no-match"), screen.queryByTestId("overview-first")]).toEqual([null, null]);
    await user.click(screen.getByTestId("show-archived"));
    expect(rows()).toHaveLength(11);
    expect(text("overview-count")).toBe("11 of 11");
  });

  it("sorts by a column, the other way round the second time, and remembers it", async () => {
    const { user, unmount } = await open();
    await user.click(screen.getByTestId("sort-seats"));
    expect(rows()[0]?.dataset["id"]).toBe("stadtwerke");
    expect(screen.getByTestId("sort-seats").closest("[role=columnheader]")).toHaveAttribute("aria-sort", "descending");
    await user.click(screen.getByTestId("sort-name"));
    expect(rows()[0]?.dataset["id"]).toBe("acme");
    await user.click(screen.getByTestId("sort-name"));
    expect(rows().at(-1)?.dataset["id"]).toBe("acme");
    unmount();
    await open();
    expect(rows().at(-1)?.dataset["id"]).toBe("acme");
    expect(screen.getByTestId("sort-name").closest("[role=columnheader]")).toHaveAttribute("aria-sort", "descending");
  });

  it("shows rows as single lines, and remembers it", async () => {
    const { user, unmount } = await open();
    await user.click(screen.getByTestId("density"));
    expect(row("acme")).toHaveClass("compact");
    unmount();
    await open();
    expect(row("acme")).toHaveClass("compact");
  });
});

describe("the actions of a row", () => {
  it("are in a menu at the pointer, also by keyboard, and act on the selection if the row is in it", async () => {
    const { user, backend } = await open();
    const archive = vi.spyOn(backend, "archiveWorkspaces").mockResolvedValue();
    const mute = vi.spyOn(backend, "muteWorkspaces").mockResolvedValue();
    await fireEvent.contextMenu(row("acme") ?? document.body, { button: 2 });
    expect(await screen.findByTestId("action-renew")).toBeInTheDocument();
    await user.click(screen.getByTestId("action-archive"));
    await waitFor(() => {
      expect(archive).toHaveBeenCalledWith(["acme"]);
    });
    name("zenith")?.focus();
    await user.keyboard(" {Shift>}{F10}{/Shift}");
    await user.click(await screen.findByTestId("action-mute"));
    await waitFor(() => {
      expect(mute).toHaveBeenCalledWith(["zenith"], true);
    });
    await fireEvent.click(name("club") ?? document.body, { ctrlKey: true });
    await user.click(screen.getByTestId("selection-archive"));
    expect(archive).toHaveBeenLastCalledWith(["zenith", "club"]);
  });
});

describe("a muted workspace", () => {
  it("can be unmuted, alone and in a selection with others that are not", async () => {
    const { user, backend } = await openWindow("", {}, (recorded) => ({
      workspaces: async () => (await recorded.workspaces()).map((one) => ({ ...one, muted: one.id === "zenith" })),
    }));
    const mute = vi.spyOn(backend, "muteWorkspaces").mockResolvedValue();
    await fireEvent.contextMenu(row("zenith") ?? document.body, { button: 2 });
    expect(screen.queryByTestId("action-mute")).toBeNull();
    await user.click(await screen.findByTestId("action-unmute"));
    await waitFor(() => {
      expect(mute).toHaveBeenLastCalledWith(["zenith"], false);
    });
    name("zenith")?.focus();
    await user.keyboard(" ");
    await fireEvent.click(name("club") ?? document.body, { ctrlKey: true });
    expect(screen.getByTestId("selection-mute")).toBeVisible();
    await user.click(screen.getByTestId("selection-unmute"));
    expect(mute).toHaveBeenLastCalledWith(["zenith", "club"], false);
  });
});

describe("removing a selection", () => {
  const failure = { code: "storage", message: "database or disk is full", hint: "", server_said: null } as const;

  it("names what is removed, begins at the button that loses nothing, and keeps what could not be removed", async () => {
    const { user, backend } = await open();
    const remove = vi.spyOn(backend, "removeWorkspaces");
    remove.mockResolvedValueOnce([{ id: "club", name: "Chaos Makers Club", failure }]).mockResolvedValueOnce([]);
    name("zenith")?.focus();
    await user.keyboard(" ");
    await fireEvent.click(name("club") ?? document.body, { ctrlKey: true });
    await user.click(screen.getByTestId("selection-remove"));
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog).toHaveTextContent("Remove 2 workspaces?");
    expect(text("remove-names")).toMatch(/Zenith Bank .*Chaos Makers Club|Chaos Makers Club .*Zenith Bank/);
    expect(screen.getByRole("button", { name: "Cancel" })).toHaveFocus();
    expect(remove).not.toHaveBeenCalled();

    await user.click(screen.getByTestId("remove-confirm"));
    expect(remove.mock.lastCall?.[1]).toBe("leave");
    expect([...(remove.mock.lastCall?.[0] ?? [])].sort()).toEqual(["club", "zenith"]);
    expect(await screen.findByTestId("farewell-error")).toHaveTextContent("1 workspace could not be removed");
    expect(text("remove-names")).toContain("Chaos Makers Club");
    expect(text("remove-names")).not.toContain("Zenith Bank");
    expect(row("zenith")).toBeUndefined();

    await user.click(screen.getByTestId("revoke"));
    await user.click(screen.getByTestId("remove-confirm"));
    await waitFor(() => {
      expect(screen.queryByRole("alertdialog")).toBeNull();
    });
    expect(remove).toHaveBeenLastCalledWith(["club"], "revoke");
    expect(rows()).toHaveLength(9);
    expect(text("said")).toBe("1 workspace removed");
  });

  it("removes nothing if it is canceled", async () => {
    const { user, backend } = await open();
    const remove = vi.spyOn(backend, "removeWorkspaces");
    name("zenith")?.focus();
    await user.keyboard(" ");
    await user.click(screen.getByTestId("selection-remove"));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect([remove.mock.calls.length, rows().length]).toEqual([0, 11]);
  });
});

describe("adding", () => {
  it("offers one workspace or many in the sidebar", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("add-menu"));
    await user.click(await screen.findByTestId("add-many-open"));
    expect(await screen.findByRole("dialog", { name: "Add many workspaces" })).toBeVisible();
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("add-menu"));
    await user.click(await screen.findByTestId("add-open"));
    expect(await screen.findByTestId("add-address")).toBeVisible();
  });
});

describe("the matrix of modules", () => {
  it("shows who has, had and does not have each module, and filters by one", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("place-matrix"));
    const cells = (id: string) => [
      ...(screen
        .getAllByTestId("matrix-row")
        .find((one) => one.dataset["id"] === id)
        ?.querySelectorAll<HTMLElement>("[data-holding]") ?? []),
    ];
    expect(screen.getAllByTestId("matrix-row")).toHaveLength(11);
    expect(new Set(cells("documented").map((cell) => cell.dataset["holding"]))).toEqual(new Set(["lost", "lacks"]));
    expect(cells("acme").some((cell) => cell.dataset["holding"] === "has")).toBe(true);
    await user.click(screen.getByTestId("matrix-module-auditing"));
    expect(screen.getAllByTestId("matrix-row")).toHaveLength(4);
  });

  it("opens from the palette at the module that was typed", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}k{/Control}message audit");
    expect(options()[0]).toHaveTextContent("Message auditing");
    expect(options()[0]).toHaveTextContent("4 of 11 have it");
    await user.keyboard("{Enter}");
    expect(screen.getByTestId("matrix-page")).toBeVisible();
    expect(screen.getByTestId("matrix-module-auditing").parentElement).toHaveClass("started");
  });
});

describe("the timeline", () => {
  const marks = () => screen.getAllByTestId("timeline-mark");

  it("labels each mark with what and who, opens it, and filters the list to a merged one", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("span-12"));
    const single = marks().find((mark) => mark.getAttribute("aria-label")?.startsWith("Blue Harbor Clinic"));
    expect(single).toHaveAccessibleName(/^Blue Harbor Clinic: License expires in \d+ days, Feb/);
    const crowd = marks()[0];
    expect(crowd).toHaveAccessibleName(/^4 deadlines, .+: Kestrel Support Desk, Kestrel Labs, Acme Corporation$/);
    await user.click(crowd ?? document.body);
    expect(rows().map((one) => one.dataset["id"])).toEqual(["support", "labs", "acme"]);
    await user.click(single ?? document.body);
    expect(text("workspace-title")).toBe("Blue Harbor Clinic");
  });

  it("zooms with buttons and with Ctrl and the wheel, and moves with arrows", async () => {
    const { user } = await open();
    expect(screen.getByTestId("span-3")).toHaveAttribute("aria-pressed", "true");
    await fireEvent.wheel(marks()[0] ?? document.body, { ctrlKey: true, deltaY: 120 });
    expect(screen.getByTestId("span-12")).toHaveAttribute("aria-pressed", "true");
    await user.click(screen.getByTestId("span-1"));
    expect(text("timeline")).toContain("4 upcoming deadlines");
    marks()[0]?.focus();
    await user.keyboard("{ArrowRight}");
    expect(marks()[1]).toHaveFocus();
    await user.keyboard("{ArrowLeft}");
    expect(marks()[0]).toHaveFocus();
  });
});

describe("the timeline of a thousand", () => {
  it("is bars, and can be folded", async () => {
    const { user, unmount } = await open("scenario=thousand");
    const bars = screen.getAllByTestId("timeline-mark");
    expect(bars.length).toBeLessThan(20);
    expect(bars[0]).toHaveAccessibleName(/^\d+ deadlines, /);
    await user.click(screen.getByTestId("timeline-fold"));
    expect(screen.queryByTestId("timeline-mark")).toBeNull();
    unmount();
    await open("scenario=thousand");
    expect(screen.queryByTestId("timeline-mark")).toBeNull();
  });
});

describe("the palette", () => {
  it("finds a workspace by a few letters and opens it with Enter", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}k{/Control}");
    const field = screen.getByRole("combobox", { name: "Workspace or command" });
    expect(field).toHaveFocus();
    await user.keyboard("zb");
    expect(options()[0]).toHaveTextContent("Zenith Bank");
    expect([...(options()[0]?.querySelectorAll("mark") ?? [])].map((mark) => mark.textContent)).toEqual(["Z", "B"]);
    await user.keyboard("{Enter}");
    expect(text("workspace-title")).toBe("Zenith Bank");
    expect(screen.queryByTestId("palette")).toBeNull();
  });

  it("lists recent workspaces first, and wraps around with the arrow keys", async () => {
    const { user } = await open("", "club");
    await user.keyboard("{Control>}k{/Control}");
    expect(options()[0]).toHaveTextContent("Chaos Makers Club");
    const field = screen.getByRole("combobox");
    expect(field).toHaveAttribute("aria-activedescendant", options()[0]?.id);
    await user.keyboard("{ArrowUp}");
    expect(options().at(-1)).toHaveAttribute("aria-selected", "true");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(field).toHaveAttribute("aria-activedescendant", options()[1]?.id);
  });

  it("runs commands", async () => {
    const { user, backend } = await open("", "acme");
    const refresh = vi.spyOn(backend, "refreshWorkspace");
    await user.keyboard("{Control>}k{/Control}refresh this{Enter}");
    expect(refresh).toHaveBeenCalledWith("acme");
    await user.keyboard("{Control>}k{/Control}dark{Enter}");
    expect(document.documentElement).toHaveAttribute("data-theme", "dark");
    await user.keyboard("{Control>}k{/Control}theme: system{Enter}");
    expect(document.documentElement).not.toHaveAttribute("data-theme");
    await user.keyboard("{Control>}k{/Control}overview{Enter}");
    expect(screen.getByTestId("overview")).toBeVisible();
    await user.keyboard("{Control>}k{/Control}zzzz");
    expect(screen.getByText("No results for “zzzz”")).toBeVisible();
  });

  it("is in the list of shortcuts, like every other key", async () => {
    const { user } = await open();
    await user.keyboard("?");
    expect(screen.getByRole("dialog", { name: "Keyboard shortcuts" })).toHaveTextContent("Ctrl+K");
  });
});
