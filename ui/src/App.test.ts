import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Backend } from "./lib/backend";
import type { EngineEvent, RequestedScreen } from "./lib/backend/types";
import { openWindow } from "./test/open-window";

const open = (query = "", props: { workspace?: string; screen?: string } = {}) => openWindow(query, props);

const text = (id: string) => screen.getByTestId(id).textContent.replace(/\s+/g, " ").trim();
const items = () => screen.getAllByTestId("workspace-item");
const title = () => text("workspace-title");

describe("the window", () => {
  it("lists the workspaces beside the open one", async () => {
    await open("", { workspace: "documented" });
    expect(items()).toHaveLength(11);
    expect(text("summary")).toMatch(/^11 workspaces\s*9 need attention$/);
    expect(title()).toBe("Helios Energie AG");
    expect(items().find((item) => item.dataset["id"] === "documented")).toHaveAttribute("aria-current", "true");
  });

  it("shows the vendor's documented license field by field", async () => {
    await open("", { workspace: "documented" });
    expect(text("plan")).toBe("Enterprise");
    expect(document.querySelector("[data-color]")).toHaveAttribute("data-color", "#F3BE08");
    expect(text("status")).toBe("Expired");
    expect(text("countdown")).toBe("3 years ago");
    const end = screen.getByTestId("expires-at");
    expect(end).toHaveAttribute("datetime", "2023-07-13T00:00:00.000Z");
    expect(end).toHaveAttribute("title", "2023-07-13 00:00:00 UTC");
    expect(end.textContent).toContain("July 12, 2023");
    expect(screen.getByTestId("trial-end")).toHaveAttribute("datetime", "2023-04-27T23:00:00.000Z");
    expect(document.querySelectorAll("[data-testid^=module-]")).toHaveLength(16);
    expect(text("limit-active_users")).toContain("19 of 25");
    expect(text("limit-guest_users")).toContain("up to 125");
    expect(text("limit-rooms_per_guest")).toContain("up to 1");
    expect(text("workspace-id")).toBe("63cfe8550c95db00013d7798");
    expect(text("server-version")).toBe("Rocket.Chat 4.8.7");
    expect(text("fetched")).toBe("Checked 4 minutes ago");
  });

  it("opens workspaces by click, number, letter and arrow keys", async () => {
    const { user } = await open("", { workspace: "documented" });
    await user.click(screen.getByRole("button", { name: /Zenith Bank/ }));
    expect(title()).toBe("Zenith Bank");
    await user.keyboard("{Control>}2{/Control}");
    expect(title()).toBe("Stadtwerke Musterhausen");
    await user.keyboard("j");
    expect(title()).toBe("Kestrel Support Desk");
    await user.keyboard("kk");
    expect(title()).toBe("Northwind Logistics");
    items()[0]?.focus();
    await user.keyboard("{ArrowDown}");
    await waitFor(() => {
      expect(items()[1]).toHaveFocus();
    });
    expect(title()).toBe("Stadtwerke Musterhausen");
    await user.keyboard("{End}");
    expect(title()).toBe("Chaos Makers Club");
  });

  it("filters, and continues from the filter by keyboard alone", async () => {
    const { user } = await open("", { workspace: "documented" });
    await user.keyboard("{Control>}f{/Control}");
    expect(screen.getByTestId("filter")).toHaveFocus();
    await user.keyboard("kestrel{Enter}");
    expect(items()).toHaveLength(2);
    expect(title()).toBe("Kestrel Support Desk");
    await user.keyboard("{Escape}");
    expect(items()).toHaveLength(11);
    await user.keyboard("no such thing");
    expect(screen.getByText("No matching workspaces")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(items()).toHaveLength(11);
  });

  it.each([
    ["northwind", "lapsed", "Expired on"],
    ["stadtwerke", "finding-not_honored", "License rejected by the server"],
    ["clinic", "error", "You must be logged in to do this."],
    ["clinic", "stale", "Data from 2 days ago"],
    ["prefeitura", "error", "Token missing"],
    ["riverside", "not-permitted", "view-privileged-setting"],
    ["riverside", "not-permitted", "hides the license from license.watch"],
    ["club", "community", "Community workspace"],
  ])("explains the state of %s: %s", async (id, testid, expected) => {
    await open("", { workspace: id });
    expect(text(testid)).toContain(expected);
  });

  it("explains missing permissions only once", async () => {
    await open("", { workspace: "riverside" });
    expect(text("not-permitted")).toContain("Technical details");
    expect(screen.queryByTestId("error")).toBeNull();
  });

  it("shows a lapsed license as the last known one", async () => {
    await open("", { workspace: "northwind" });
    expect(screen.getByText("Last known license")).toBeVisible();
    expect(text("plan")).toBe("Pro");
    expect(screen.getByTestId("limit-active_users")).toHaveAttribute("data-tone", "quiet");
  });

  it("shows hostile server text as plain text", async () => {
    await open("scenario=strange", { workspace: "hostile" });
    expect(document.querySelector("img, main script, main b[style], main i")).toBeNull();
    expect(title()).toContain("<img src=x");
    expect(text("plan")).toContain("<b style");
    expect(text("error")).toContain("<script>fetch(");
    expect(text("error")).not.toMatch(/\u202e/);
    expect(screen.getAllByTestId("remark")).toHaveLength(3);
    expect(text("limit-active_users")).toContain("30 over");
    expect(text("module-constructor")).toBe("constructor added 9 hours ago");
  });

  it("refreshes all, shows the progress, and announces the end", async () => {
    const { user, backend } = await open("", { workspace: "acme" });
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const refreshAll = backend.refreshAll;
    vi.spyOn(backend, "refreshAll").mockImplementation(async () => {
      await gate;
      await refreshAll();
    });
    await user.click(screen.getByTestId("refresh-all"));
    expect(text("refresh-progress")).toBe("Refreshing 0 of 11");
    release();
    await waitFor(() => {
      expect(text("said")).toBe("11 workspaces refreshed");
    });
    expect(screen.queryByTestId("refresh-progress")).toBeNull();
  });

  it("refreshes the open workspace by key", async () => {
    const { user, backend } = await open("", { workspace: "acme" });
    const refresh = vi.spyOn(backend, "refreshWorkspace");
    await user.keyboard("{Control>}r{/Control}{F5}");
    expect(refresh).toHaveBeenCalledWith("acme");
    await waitFor(() => {
      expect(text("fetched")).toBe("Checked just now");
    });
  });

  it("removes a workspace only after confirmation, and says what is deleted", async () => {
    const { user } = await open("", { workspace: "acme" });
    await user.click(screen.getByTestId("workspace-menu"));
    await user.click(screen.getByTestId("remove"));
    const dialog = screen.getByRole("alertdialog", { name: "Remove Acme Corporation?" });
    expect(dialog.textContent).toContain("its token from the keyring");
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(items()).toHaveLength(11);
    await user.click(screen.getByTestId("workspace-menu"));
    await user.click(screen.getByTestId("remove"));
    await user.click(screen.getByTestId("remove-confirm"));
    await waitFor(() => {
      expect(items()).toHaveLength(10);
    });
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(title()).toBe("Blue Harbor Clinic");
    await waitFor(() => {
      expect(items().find((item) => item.dataset["id"] === "clinic")).toHaveFocus();
    });
  });

  it("shows a welcome screen without workspaces", async () => {
    const { user } = await open("scenario=none");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Never miss a license deadline");
    await user.click(screen.getByTestId("first-add"));
    expect(screen.getByRole("dialog", { name: "Add workspace" })).toBeVisible();
  });

  it("warns if tokens will not be stored", async () => {
    const { user } = await open("vault=memory");
    expect(text("vault-notice")).toContain("lost on quit");
    await user.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByTestId("vault-notice")).toBeNull();
  });

  it("says from when a damaged store was restored", async () => {
    const { user } = await open("store=damaged");
    expect(text("store-damaged")).toContain("restored from an automatic copy of");
    expect(text("store-damaged")).toContain("license-watch.db.damaged-2026-03-01T080000Z");
    await user.click(within(screen.getByTestId("store-damaged")).getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByTestId("store-damaged")).toBeNull();
  });

  it("renders only a few of a thousand rows", async () => {
    await open("scenario=thousand", { workspace: "w0" });
    expect(text("summary")).toMatch(/^[\d,]+ workspaces\s*[\d,]+ need attention$/);
    expect(items().length).toBeLessThan(60);
  });

  it("shows why the engine cannot be reached", async () => {
    await open("scenario=down");
    expect(text("start-failure")).toContain("database");
    expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  });
});

describe("a screen that the tray, a notification or a link requests", () => {
  /** A shell in which a screen is requested, as in Rust: kept until it is taken. */
  function shell(requested: RequestedScreen | null) {
    const handlers = new Set<(event: EngineEvent) => void>();
    const change = (recorded: Backend): Partial<Backend> => ({
      takeRequestedScreen: () => {
        const taken = requested;
        requested = null;
        return Promise.resolve(taken);
      },
      listen: (handler) => {
        handlers.add(handler);
        return recorded.listen(handler);
      },
    });
    const request = (screen: RequestedScreen) => {
      requested = screen;
      handlers.forEach((handler) => handler({ type: "screen_requested" }));
    };
    return { change, request };
  }

  it.each([
    [{ at: "workspace", id: "documented" }, "workspace-title", "Helios Energie AG"],
    [{ at: "reminders" }, "place-title", "Reminders"],
    [{ at: "settings" }, "section-about", "About"],
  ] as const)("is shown if it was requested before the page had loaded: %o", async (requested, id, expected) => {
    await openWindow("", {}, shell(requested).change);
    expect(text(id)).toContain(expected);
  });

  it("is shown if it is requested later, also where a narrow window shows the list", async () => {
    const { change, request } = shell(null);
    await openWindow("", {}, change);
    for (const [requested, id, expected] of [
      [{ at: "settings" }, "section-about", "About"],
      [{ at: "workspace", id: "documented" }, "workspace-title", "Helios Energie AG"],
      [{ at: "reminders" }, "place-title", "Reminders"],
    ] as const) {
      request(requested);
      await waitFor(() => {
        expect(text(id)).toContain(expected);
      });
      expect(document.querySelector(".window")).toHaveAttribute("data-pane", "workspace");
    }
  });
});
