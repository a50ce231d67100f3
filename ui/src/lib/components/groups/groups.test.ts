import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { openWindow } from "../../../test/open-window";

const open = (query = "", workspace?: string) => openWindow(query, { workspace: workspace ?? null });

const text = (id: string) => screen.getByTestId(id).textContent.replace(/\s+/g, " ").trim();
const rows = () => screen.queryAllByTestId("overview-row");
const row = (id: string) => rows().find((one) => one.dataset["id"] === id) ?? document.body;
const name = (id: string) => row(id).querySelector("button") ?? document.body;
const headings = () => screen.queryAllByTestId("overview-heading");
/** The button that collapses a group in the overview; the sidebar has one, too. */
const foldOf = (name: RegExp) => within(screen.getByTestId("overview")).findByRole("button", { name });
/** The drawn list, in order: each group followed by its workspaces. */
const lines = () =>
  [...document.querySelectorAll<HTMLElement>("[data-testid=overview-heading], [data-testid=overview-row]")]
    .map(({ dataset }) => (dataset["testid"] === "overview-heading" ? `[${dataset["id"] ?? ""}]` : dataset["id"]))
    .join(" ");
const recorded =
  "[customers] acme northwind zenith clinic [public] stadtwerke prefeitura riverside [internal] support labs documented [none] club";

const inOwnOrder = () => {
  localStorage.setItem("license-watch.order", JSON.stringify("own"));
};

/** A pointer event; jsdom only has mouse events. */
async function point(target: Element | Window, type: string, x = 0, y = 0) {
  const event = new MouseEvent(type, { bubbles: true, cancelable: true, clientX: x, clientY: y });
  await fireEvent(target, Object.assign(event, { isPrimary: true, pointerType: "mouse" }));
}

/** Drags a row this many pixels down. There is no layout in jsdom, so rows are 52 and headings 42 pixels high. */
async function drag(id: string, y: number) {
  await point(name(id), "pointerdown", 10, 500);
  await point(window, "pointermove", 30, y);
  expect(screen.getByTestId("drag-ghost")).toBeInTheDocument();
}

describe("the overview by groups", () => {
  beforeEach(inOwnOrder);

  it("lists workspaces under their groups, each with its count and worst status", async () => {
    await open();
    await waitFor(() => {
      expect(lines()).toBe(recorded);
    });
    const [first] = headings();
    expect(first).toHaveTextContent("Customers");
    expect(first).toHaveTextContent("4 workspaces");
    expect(first).toHaveTextContent("Most urgent: Expired (now Community)");
  });

  it("collapses a group by click and by arrow key, and remembers it", async () => {
    const { user, unmount } = await open();
    await user.click(await foldOf(/^Customers/));
    expect(lines()).toMatch(/^\[customers\] \[public\]/);
    (await foldOf(/^Public sector/)).focus();
    await user.keyboard("{ArrowLeft}");
    expect(lines()).toMatch(/^\[customers\] \[public\] \[internal\]/);
    unmount();
    await open();
    await waitFor(() => {
      expect(lines()).toMatch(/^\[customers\] \[public\] \[internal\]/);
    });
  });

  it("shows matches in a collapsed group", async () => {
    const { user } = await open();
    await user.click(await foldOf(/^Customers/));
    await user.type(screen.getByTestId("filter"), "acme");
    expect(lines()).toBe("[customers] acme");
    await user.clear(screen.getByTestId("filter"));
    expect(lines()).toMatch(/^\[customers\] \[public\]/);
  });

  it("filters by group and by having none", async () => {
    const { user } = await open();
    await user.click(await screen.findByTestId("filter-group"));
    await user.click(await screen.findByTestId("facet-group-none"));
    await user.click(screen.getByTestId("facet-group-public"));
    expect(lines()).toBe("[public] stadtwerke prefeitura riverside [none] club");
    expect(text("overview-count")).toBe("4 of 11");
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Remove filter: Public sector" }));
    expect(lines()).toBe("[none] club");
  });

  it("draws only the visible rows of a thousand workspaces in twelve groups", async () => {
    await open("scenario=thousand");
    await waitFor(() => {
      expect(headings()).not.toHaveLength(0);
    });
    expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "1014");
    expect(rows().length).toBeLessThan(60);
  });
});

describe("moving a workspace", () => {
  beforeEach(inOwnOrder);

  it("works with the keyboard across groups, keeps the focus and is announced", async () => {
    const { user } = await open();
    await screen.findAllByTestId("overview-heading");
    name("zenith").focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => {
      expect(text("said")).toBe("Zenith Bank: 4 of 4 in Customers");
    });
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => {
      expect(text("said")).toBe("Zenith Bank: 1 of 4 in Public sector");
    });
    expect(name("zenith")).toHaveFocus();
    expect(lines()).toMatch(/clinic \[public\] zenith stadtwerke/);
    name("acme").focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => {
      expect(text("said")).toBe("Already at the end.");
    });
  });

  it("is undone by a button or by Ctrl+Z", async () => {
    const { user } = await open();
    await screen.findAllByTestId("overview-heading");
    name("club").focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(lines()).toMatch(/documented club$/);
    await user.click(await screen.findByTestId("undo"));
    await waitFor(() => {
      expect(lines()).toBe(recorded);
    });
    expect(screen.queryByTestId("undo-line")).toBeNull();
    name("acme").focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(lines()).not.toBe(recorded);
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => {
      expect(lines()).toBe(recorded);
    });
  });

  it("works by dragging between groups, and opens nothing", async () => {
    await open();
    await screen.findAllByTestId("overview-heading");
    // Below the first row, which is under the first heading.
    await drag("club", 42 + 52 + 4);
    expect(screen.getByTestId("drag-ghost")).toHaveTextContent("Chaos Makers Club");
    expect(screen.getByTestId("drop-line")).toBeInTheDocument();
    await point(window, "pointerup");
    await fireEvent.click(name("northwind"));
    expect(screen.queryByTestId("drag-ghost")).toBeNull();
    expect(lines()).toMatch(/^\[customers\] acme club northwind/);
    expect(lines()).not.toMatch(/\[none\]/);
    expect(text("undo-line")).toBe("Moved to Customers Undo");
  });

  it("is canceled by Esc, which does nothing else", async () => {
    const { user } = await open();
    await screen.findAllByTestId("overview-heading");
    await drag("club", 60);
    await user.keyboard("{Escape}");
    await point(window, "pointerup");
    expect(screen.queryByTestId("drag-ghost")).toBeNull();
    expect(lines()).toBe(recorded);
  });

  it("works into a collapsed group by dropping on its heading", async () => {
    const { user } = await open();
    await user.click(await foldOf(/^Customers/));
    await drag("club", 10);
    expect(screen.queryByTestId("drop-line")).toBeNull();
    await point(window, "pointerup");
    expect(headings()[0]).toHaveTextContent("5 workspaces");
  });

  it("is reverted if it cannot be saved", async () => {
    const { user } = await open("saving=fails");
    await screen.findAllByTestId("overview-heading");
    name("acme").focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(await screen.findByTestId("arranging-failed")).toHaveTextContent("Could not save data");
    expect(lines()).toBe(recorded);
    expect(screen.queryByTestId("undo-line")).toBeNull();
  });

  it("moves several that were selected by keys and by clicks", async () => {
    const { user } = await open();
    await screen.findAllByTestId("overview-heading");
    name("support").focus();
    await user.keyboard(" {Shift>}{ArrowDown}{/Shift}");
    await waitFor(() => {
      expect(name("labs")).toHaveFocus();
    });
    await fireEvent.click(name("club"), { ctrlKey: true });
    expect(text("selection")).toMatch(/^3 selected/);
    expect(screen.getByTestId("overview")).toBeVisible();
    await user.click(screen.getByTestId("selection-move"));
    await user.click(screen.getByTestId("move-to-public"));
    await waitFor(() => {
      expect(lines()).toMatch(/riverside support labs club \[internal\] documented$/);
    });
    expect(text("said")).toBe("Moved to Public sector");
  });

  it("says that only the manual order can be changed by dragging", async () => {
    const { user } = await open();
    await user.selectOptions(await screen.findByTestId("order"), "name");
    name("acme").focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(text("said")).toBe("Sort by custom order to move workspaces.");
  });
});

describe("the group of a workspace", () => {
  it("is shown in the header and can be changed there", async () => {
    const { user } = await open("", "acme");
    const chip = await screen.findByRole("button", { name: "Group: Customers. Change group" });
    await user.click(chip);
    const dialog = screen.getByRole("dialog", { name: "Move Acme Corporation to a group" });
    await user.click(within(dialog).getByRole("button", { name: "Internal" }));
    expect(await screen.findByRole("button", { name: "Group: Internal. Change group" })).toBeVisible();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("can be created while moving if there is none yet", async () => {
    const { user } = await open("groups=none", "acme");
    expect(screen.queryByTestId("group-chip")).toBeNull();
    await user.keyboard("{Control>}k{/Control}move to group{Enter}");
    await user.type(await screen.findByTestId("new-group"), "Banks{Enter}");
    expect(await screen.findByRole("button", { name: "Group: Banks. Change group" })).toBeVisible();
    expect(screen.getAllByTestId("sidebar-heading")[0]).toHaveTextContent("Banks");
  });

  it("is a heading in the sidebar in the manual order, with the count of visible workspaces", async () => {
    inOwnOrder();
    const { user } = await open("", "acme");
    const heading = () => screen.getAllByTestId("sidebar-heading")[0] ?? document.body;
    await screen.findAllByTestId("sidebar-heading");
    expect(heading()).toHaveTextContent("Customers");
    await user.click(heading());
    expect(heading()).toHaveAttribute("aria-expanded", "false");
    expect(heading()).toHaveTextContent("Most urgent: Expired (now Community)");
    await user.keyboard("{Control>}1{/Control}");
    expect(text("workspace-title")).toBe("Stadtwerke Musterhausen");
  });
});

describe("managing groups", () => {
  const groups = () => screen.getAllByTestId("group").map((one) => one.querySelector<HTMLInputElement>("input")?.value);

  it("renames, recolors and reorders them", async () => {
    const { user, backend } = await open();
    await user.click(screen.getByTestId("groups-open"));
    const field = screen.getByRole("textbox", { name: "Name of Customers" });
    await user.clear(field);
    expect(screen.getByText("A group needs a name.")).toBeVisible();
    await user.type(field, "internal");
    expect(screen.getByText("A group with this name already exists.")).toBeVisible();
    await user.type(field, " too{Enter}");
    await user.click(screen.getByRole("button", { name: "Color of internal too: Blue" }));
    await user.click(screen.getByRole("radio", { name: "Pink" }));
    await user.click(screen.getByRole("button", { name: "Move internal too down" }));
    expect(groups()).toEqual(["Public sector", "internal too", "Internal"]);
    expect(screen.getByRole("button", { name: "Move internal too down" })).toHaveFocus();
    expect((await backend.arrangement()).groups[1]).toEqual({ id: "customers", name: "internal too", color: "pink" });
  });

  it("keeps the name when Esc discards the input, and stays open", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("groups-open"));
    await user.type(screen.getByRole("textbox", { name: "Name of Internal" }), "x{Escape}");
    expect(groups()).toEqual(["Customers", "Public sector", "Internal"]);
    expect(screen.getByRole("dialog", { name: "Groups" })).toBeVisible();
  });

  it("removes a group but not its workspaces, and can undo it", async () => {
    const { user, backend } = await open();
    await user.keyboard("{Control>}k{/Control}groups{Enter}");
    await user.click(await screen.findByRole("button", { name: "Remove Customers" }));
    expect(groups()).toEqual(["Public sector", "Internal"]);
    expect(screen.getByRole("button", { name: "Remove Public sector" })).toHaveFocus();
    await user.click(within(screen.getByRole("dialog")).getByTestId("undo"));
    await waitFor(() => {
      expect(groups()).toEqual(["Customers", "Public sector", "Internal"]);
    });
    const { places } = await backend.arrangement();
    expect(places.filter(({ group }) => group === "customers").map(({ workspace }) => workspace)).toEqual([
      "acme",
      "northwind",
      "zenith",
      "clinic",
    ]);
  });

  it("starts with the first group, which becomes a heading in the list", async () => {
    const { user } = await open("groups=none");
    await user.click(screen.getByTestId("groups-open"));
    expect(screen.getByTestId("no-groups")).toBeVisible();
    await user.click(screen.getByTestId("new-group-add"));
    expect(screen.getByText("A group needs a name.")).toBeVisible();
    await user.type(screen.getByTestId("new-group"), "Banks{Enter}");
    await waitFor(() => {
      expect(groups()).toEqual(["Banks"]);
    });
    await user.click(screen.getByTestId("groups-done"));
    expect(headings().map(({ dataset }) => dataset["id"])).toHaveLength(2);
    expect(screen.getByTestId("order")).toHaveValue("own");
  });

  it("opens from the settings", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("settings-open"));
    await user.click(screen.getByTestId("section-workspaces"));
    await user.click(screen.getByTestId("groups-open"));
    expect(screen.getByRole("dialog", { name: "Groups" })).toBeVisible();
  });
});
