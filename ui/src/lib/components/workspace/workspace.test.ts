import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import type userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { describe, expect, it, vi } from "vitest";
import { openWindow } from "../../../test/open-window";
import { failure, recorded } from "../../../test/recorded";
import type { EngineEvent, FullWorkspaceView, WorkspaceView } from "../../backend/types";

async function open(workspace: string, query = "") {
  const opened = await openWindow(query, { workspace });
  expect(screen.getByTestId("workspace-title")).toBeVisible();
  return opened;
}

const text = (id: string) => screen.getByTestId(id).textContent.replace(/\s+/g, " ").trim();

describe("what to do first", () => {
  it("is to renew, with one button, where the engine says so", async () => {
    const { user } = await open("acme");
    expect(screen.getByTestId("primary-action")).toHaveTextContent("Renew…");
    expect(screen.getAllByRole("button", { name: "Renew…" })).toHaveLength(1);
    await user.click(screen.getByTestId("primary-action"));
    expect(await screen.findByRole("dialog")).toHaveAccessibleName("Renew license of Acme Corporation");
  });

  it("is nothing while all is well", async () => {
    await open("zenith");
    expect(screen.queryByTestId("primary-action")).toBeNull();
  });

  it("is to ask for a permission where one is missing", async () => {
    const { user } = await open("riverside");
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await user.click(screen.getByTestId("copy-request"));
    expect(copied).toHaveBeenCalledWith(expect.stringContaining("view-privileged-setting"));
    expect(screen.getByTestId("check-again")).toBeVisible();
    await user.click(screen.getByTestId("other-account"));
    expect(await screen.findByRole("dialog")).toBeVisible();
  });
});

describe("a license that is not in force", () => {
  it("has the limits of the last known license, with those in force beside them", async () => {
    await open("stadtwerke");
    expect(screen.getByText("Limits of the last known license")).toBeVisible();
    expect(screen.getByTestId("limits-note")).toHaveTextContent("In force now: 50 seats (Community)");
  });
});

describe("a Community workspace", () => {
  it("leads with what stops soon, and not with a calm card", async () => {
    await open("countdown", "scenario=findings");
    const urgent = screen.getByTestId("urgent");
    expect(urgent).toHaveTextContent("Read-only in 4 days");
    expect(urgent).toHaveAttribute("data-tone", "critical");
    expect(screen.queryByRole("region", { name: "Community workspace" })).toBeNull();
    expect(screen.getByTestId("community")).toHaveTextContent("Community workspace");
  });
});

describe("a link out", () => {
  it("names the workspace and a target, and never an address", async () => {
    const { user, backend } = await open("acme");
    const opened = vi.spyOn(backend, "openLink").mockResolvedValue();
    await user.click(screen.getByTestId("address"));
    expect(opened).toHaveBeenLastCalledWith("acme", "workspace");
    for (const target of ["subscription", "portal", "mail"]) {
      await user.click(screen.getByTestId("workspace-menu"));
      await user.click(screen.getByTestId(`link-${target}`));
      expect(opened).toHaveBeenLastCalledWith("acme", target);
    }
    await user.keyboard("{Control>}o{/Control}");
    expect(opened).toHaveBeenLastCalledWith("acme", "workspace");
  });

  it("that cannot be opened can be copied", async () => {
    const { user } = await open("acme", "nobrowser");
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await user.click(screen.getByTestId("address"));
    const notice = await screen.findByTestId("link-failed");
    await user.click(within(notice).getByRole("button", { name: "Copy link" }));
    expect(copied).toHaveBeenCalledWith("https://chat.acme.example/team");
    await waitFor(() => {
      expect(screen.queryByTestId("link-failed")).toBeNull();
    });
  });
});

describe("usage over time", () => {
  it("shows the limit that runs out first, and another on demand", async () => {
    const { user } = await open("acme");
    expect(await screen.findByTestId("outlook")).toHaveTextContent(/guest users run out .*, 2 days before/);
    expect(text("usage-readout")).toBe("Guest users: 41 of 50 Latest");
    await user.click(screen.getByTestId("pill-active_users"));
    expect(text("outlook")).toMatch(/seats run out/);
    expect(text("usage-readout")).toBe("Seats: 231 of 250 Latest");
  });

  it("can be read with the arrow keys", async () => {
    const { user } = await open("acme");
    const plot = await screen.findByRole("slider", { name: "Guest users in use over time" });
    plot.focus();
    expect(plot).toHaveAttribute("aria-valuetext", "Nov 24, 2026: 41 of 50");
    await user.keyboard("{Home}");
    expect(plot).toHaveAttribute("aria-valuetext", expect.stringMatching(/^Nov 9, 2025: \d+ of 50$/));
    expect(plot).toHaveAttribute("aria-valuenow", "0");
    await user.keyboard("{ArrowLeft}{ArrowRight}");
    expect(plot).toHaveAttribute("aria-valuenow", "1");
  });

  it("is available as a table", async () => {
    const { user } = await open("labs");
    await user.click(await screen.findByText("Show as table"));
    const rows = within(await screen.findByRole("table")).getAllByRole("row");
    expect(rows.map((row) => [...row.children].map((cell) => cell.textContent.trim()))).toEqual([
      ["Day", "In use", "Maximum"],
      ["Nov 24, 2026", "9", "Unlimited"],
      ["Nov 21, 2026", "6", "Unlimited"],
      ["Oct 30, 2026", "6", "Unlimited"],
      ["Sep 25, 2026", "5", "50"],
    ]);
  });

  it.each(["support", "stadtwerke"])("says when there is nothing to draw or to forecast: %s", async (id) => {
    await open(id);
    if (id === "support") expect(await screen.findByTestId("usage-none")).toHaveTextContent("from now on");
    else expect(await screen.findByTestId("usage-plot")).toBeVisible();
    expect(screen.queryByTestId("outlook")).toBeNull();
  });

  it("is shown for a community workspace", async () => {
    await open("club");
    expect(await screen.findByTestId("outlook")).toHaveTextContent("Marketplace apps will last");
  });
});

describe("the modules", () => {
  it("say what is new, and can be searched", async () => {
    const { user } = await open("acme");
    await waitFor(() => {
      expect(screen.getByTestId("module-abac")).toHaveAttribute("data-state", "new");
    });
    expect(text("module-abac")).toContain("added 9 days ago");
    const search = screen.getByTestId("find-module");
    await user.type(search, "agents phone calls");
    expect([...document.querySelectorAll("[data-testid^=module-]")]).toEqual([
      screen.getByTestId("module-voip-enterprise"),
    ]);
    await user.type(search, " zzz");
    expect(screen.getByText("No modules match “agents phone calls zzz”")).toBeVisible();
    await user.keyboard("{Escape}");
    expect(search).toHaveValue("");
    expect(screen.getByTestId("module-auditing")).toBeVisible();
  });
});

describe("the steps of a limit", () => {
  it("say what happens, and which are reached", async () => {
    await open("acme");
    const steps = within(screen.getByTestId("limit-guest_users")).getAllByTestId("limit-step");
    expect(steps.map((step) => [step.textContent.replace(/\s+/g, " ").trim(), step.dataset["reached"]])).toEqual([
      ["At 40: the fair-use period starts reached", "true"],
      ["At 50: no more can be added", "false"],
    ]);
    expect(within(screen.getByTestId("limit-marketplace_apps")).queryByTestId("limit-step")).toBeNull();
  });

  it("are shown as text, whatever the license calls them", async () => {
    await open("hostile", "scenario=strange");
    expect(text("limit-active_users")).toContain("Above 0: <u>summon_support</u>");
    expect(document.querySelector("u, i")).toBeNull();
  });
});

describe("the license", () => {
  it.each([
    ["acme", "Matches this workspace."],
    ["stadtwerke", "Differs from the address used here."],
    ["clinic", "Only the server can evaluate"],
  ])("says whether it was issued for this address: %s", async (id, words) => {
    await open(id);
    expect(text("address-fit")).toContain(words);
  });

  it("marks today between past and future deadlines", async () => {
    await open("acme");
    const places = [...(screen.getByTestId("today").parentElement?.children ?? [])];
    expect(places.map((place) => place.getAttribute("data-testid"))).toEqual([
      "deadline-admins_notified",
      "today",
      "deadline-users_notified",
      "deadline-modules_disabled",
      "deadline-expiry",
      "deadline-version_support_end",
    ]);
  });

  it("shows its end in UTC, too", async () => {
    await open("documented");
    expect(screen.getByText("2023-07-13 00:00:00 UTC")).toBeVisible();
  });
});

describe("copying", () => {
  const copy = async (user: ReturnType<typeof userEvent.setup>, entry: string) => {
    await user.click(screen.getByTestId("workspace-menu"));
    await user.click(screen.getByTestId(entry));
  };

  it("copies the workspace to the clipboard and says so", async () => {
    const { user } = await open("acme");
    await copy(user, "copy-markdown");
    expect(await screen.findByText("Copied")).toBeVisible();
    expect(await navigator.clipboard.readText()).toContain("# Acme Corporation");
    await copy(user, "copy-json");
    expect(JSON.parse(await navigator.clipboard.readText())).toMatchObject({ name: "Acme Corporation" });
    expect(screen.getByTestId("workspace-menu")).toHaveFocus();
  });

  it("falls back to the old clipboard API, and says when neither works", async () => {
    const { user } = await open("acme");
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    const written: string[] = [];
    const execCommand = vi.fn(() => {
      written.push((document.activeElement as HTMLTextAreaElement).value);
      return true;
    });
    Object.assign(document, { execCommand });
    await copy(user, "copy-markdown");
    expect(await screen.findByText("Copied")).toBeVisible();
    expect(written[0]).toContain("# Acme Corporation");
    expect(screen.getByTestId("workspace-menu")).toHaveFocus();
    expect(document.querySelector("textarea")).toBeNull();
    execCommand.mockReturnValue(false);
    await copy(user, "copy-json");
    expect(await screen.findByText("Could not copy")).toBeVisible();
  });
});

describe("a server of several nodes", () => {
  it("says that its answers differ, and what the latest one would change", async () => {
    await open("nodes", "scenario=strange");
    const note = screen.getByTestId("differing-answers");
    expect(note).toHaveTextContent("Server responses differ");
    const changes = within(note).getByRole("list", { name: "Latest response, not confirmed yet" });
    expect(changes.children).toHaveLength(2);
    expect(text("workspace-title")).toBe("Two nodes");
  });

  it("is not mentioned of one that always says the same", async () => {
    await open("acme");
    expect(screen.queryByTestId("differing-answers")).toBeNull();
  });
});

describe("the content of a page", () => {
  type Answer = (id: string) => Promise<FullWorkspaceView>;

  /** Opens a workspace on an engine whose answers about its content can be replaced, and whose events the test sends. */
  async function openOn(workspace: string | null) {
    const handlers = new Set<(event: EngineEvent) => void>();
    const calls = { workspace: null as Answer | null };
    const opened = await openWindow("", { workspace }, (played) => ({
      workspace: (id) => (calls.workspace ?? played.workspace)(id),
      listen: (handler) => {
        handlers.add(handler);
        return Promise.resolve(() => handlers.delete(handler));
      },
    }));
    const change = (row: WorkspaceView) =>
      handlers.forEach((handle) => handle({ type: "workspaces_changed", workspaces: [row] }));
    return { ...opened, calls, change };
  }

  const withPlan = (id: string, plan: string): FullWorkspaceView => {
    const view = recorded(id);
    return { ...view, licenses: view.licenses.map((license) => ({ ...license, plan })) };
  };
  const plan = () => screen.queryByTestId("plan")?.textContent;

  it("is there together with the header when the window opens", async () => {
    await openOn("acme");
    expect([text("workspace-title"), plan()]).toEqual(["Acme Corporation", "Enterprise"]);
  });

  it("follows the header, and does not show what is said late about another workspace", async () => {
    const { user, calls } = await openOn("acme");
    const answers: Record<string, (view: FullWorkspaceView) => void> = {};
    calls.workspace = (id) => new Promise((resolve) => (answers[id] = resolve));
    const go = (name: RegExp) => user.click(within(screen.getByTestId("workspace-list")).getByText(name));
    await go(/^Zenith/);
    expect([text("workspace-title"), plan()]).toEqual(["Zenith Bank", undefined]);
    await go(/^Acme/);
    expect([text("workspace-title"), plan()], "it is kept").toEqual(["Acme Corporation", "Enterprise"]);
    answers["zenith"]?.(withPlan("zenith", "Late"));
    await tick();
    expect([text("workspace-title"), plan()]).toEqual(["Acme Corporation", "Enterprise"]);
  });

  it("stays until the new one is there when the workspace changes", async () => {
    const { calls, change } = await openOn("acme");
    let answer: ((view: FullWorkspaceView) => void) | undefined;
    calls.workspace = () => new Promise((resolve) => (answer = resolve));
    change({ ...recorded("acme"), name: "Acme again" });
    await tick();
    expect([text("workspace-title"), plan()]).toEqual(["Acme again", "Enterprise"]);
    answer?.(withPlan("acme", "Starter"));
    await waitFor(() => {
      expect(plan()).toBe("Starter");
    });
  });

  it("is replaced by what went wrong, until another try succeeds", async () => {
    const { user, calls, change } = await openOn("acme");
    calls.workspace = () => Promise.reject(failure("storage", "no") as unknown as Error);
    change(recorded("acme"));
    const failed = await screen.findByTestId("content-failed");
    expect([text("workspace-title"), plan()]).toEqual(["Acme Corporation", undefined]);
    calls.workspace = null;
    await user.click(within(failed).getByRole("button", { name: "Try again" }));
    await waitFor(() => {
      expect(plan()).toBe("Enterprise");
    });
    expect(screen.queryByTestId("content-failed")).toBeNull();
  });

  it("is copied as it is now, or it is said why not", async () => {
    const { user, calls } = await openOn(null);
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    calls.workspace = (id) => Promise.resolve(withPlan(id, "Newest"));
    const copy = async () => {
      await fireEvent.contextMenu(
        screen.getAllByTestId("overview-row").find(({ dataset }) => dataset["id"] === "acme") as HTMLElement,
      );
      await user.click(await screen.findByTestId("action-copy-markdown"));
    };
    await copy();
    await waitFor(() => {
      expect(copied).toHaveBeenCalledWith(expect.stringContaining("## Newest"));
    });
    calls.workspace = () => Promise.reject(failure("storage", "disk is full") as unknown as Error);
    await copy();
    expect(await screen.findByText(/disk is full/)).toBeInTheDocument();
  });
});
