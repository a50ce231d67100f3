import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, it, vi } from "vitest";
import type { Backend } from "../../backend";
import { openWindow } from "../../../test/open-window";

const open = (query = "", screenName: string | null = "reminders") => openWindow(query, { screen: screenName });

const text = (element: Element) => element.textContent.replace(/\s+/g, " ").trim();
const rows = () => screen.queryAllByTestId("notice");
const titles = () => rows().map((one) => text(one.querySelector(".workspace") ?? one) + ": " + titleOf(one));
const titleOf = (one: HTMLElement) => text(one.querySelector(".title") ?? one);
const row = (cause: string, of = "") => {
  const found = rows().find((one) => one.getAttribute("data-cause") === cause && text(one).includes(of));
  if (!found) throw new Error(`no ${cause} of ${of}`);
  return found;
};
const first = () => rows()[0] ?? document.body;
const place = (name: "inbox" | "snoozed" | "done") => screen.getByTestId(`inbox-${name}`);
const count = (name: "inbox" | "snoozed" | "done") => Number(/\((\d+)\)/.exec(text(place(name)))?.[1]);
/** The recorded reminders, of which those with a date were not shown yet. */
const notShown = ({ reminders }: Backend): Partial<Backend> => ({
  reminders: async () => (await reminders()).map((one) => (one.due_at === null ? one : { ...one, shown_at: null })),
});
const gone = async (title: string) => {
  await waitFor(() => {
    expect(titles()).not.toContain(title);
  });
};

describe("the inbox", () => {
  it("has what happened first and then the nearest, under headings that say how near", async () => {
    await open();
    const headings = screen.getAllByRole("heading", { level: 2 }).map(text);
    const all = ["Now", "Within 7 days", "Within 30 days", "Later", "No deadline"];
    expect(headings).toEqual(all.filter((heading) => headings.includes(heading)));
    expect(headings.length).toBeGreaterThan(2);
    const days = rows()
      .flatMap((one) => /in (\d+) days/.exec(titleOf(one))?.[1] ?? [])
      .map(Number);
    expect(days.length).toBeGreaterThan(2);
    expect(days).toEqual([...days].sort((a, b) => a - b));
  });

  it("says of a reminder that it was not shown yet", async () => {
    await openWindow("", { screen: "reminders" }, notShown);
    expect(text(row("deadline", "Northwind"))).toContain("Not shown yet");
    expect(text(row("refused"))).not.toContain("Not shown yet");
  });

  it("has one reminder of each subject, with the value that is true", async () => {
    await open();
    expect(new Set(titles()).size).toBe(titles().length);
    expect(text(row("limit", "guest users"))).toMatch(/80% of guest users in use.* 40 of 50/);
  });

  it("is counted beside the bell until it is opened", async () => {
    const { user } = await open("", null);
    expect(Number(text(screen.getByTestId("unseen")))).toBeGreaterThan(5);
    await user.click(screen.getByTestId("place-reminders"));
    expect(screen.queryByTestId("unseen")).toBeNull();
    // New ones stay marked while the list is open.
    expect(screen.getAllByTitle("New").length).toBeGreaterThan(5);
    await user.keyboard("{Control>}0{/Control}");
    await user.click(screen.getByTestId("place-reminders"));
    expect(screen.queryByTitle("New")).toBeNull();
  });

  it("opens a workspace from its row", async () => {
    const { user } = await open();
    await user.click(within(row("deadline", "Northwind")).getByTestId("notice-open"));
    expect(screen.getByTestId("workspace-title")).toHaveTextContent("Northwind");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(screen.getByTestId("place-title")).toHaveTextContent("Reminders");
  });

  it("offers to renew where a renewed license settles it, and nowhere else", async () => {
    const { user } = await open();
    expect(within(row("limit")).queryByTestId("notice-renew")).toBeNull();
    await user.click(within(row("deadline", "Northwind")).getByTestId("notice-renew"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("Northwind");
  });

  it("empties by one click each, and that is undone", async () => {
    const { user } = await open();
    const [title = "", before] = [titles()[0], count("inbox")];
    await user.click(within(first()).getByTestId("notice-done"));
    await gone(title);
    expect([count("inbox"), count("done")]).toEqual([before - 1, expect.any(Number)]);
    expect(screen.getByTestId("reminders-said")).toHaveTextContent("1 reminder done");
    // The row is gone: the next one has the focus.
    await waitFor(() => {
      expect(within(first()).getByTestId("notice-open")).toHaveFocus();
    });
    await user.click(screen.getByTestId("reminders-undo"));
    await waitFor(() => {
      expect(titles()[0]).toBe(title);
    });
    expect(screen.queryByTestId("reminders-undo-line")).toBeNull();
  });

  it("is worked through by keys: done, snooze, select and undo", async () => {
    const { user } = await open();
    const [one = "", two = "", three = ""] = titles();
    await user.keyboard("je");
    await gone(one);
    await waitFor(() => {
      expect(within(first()).getByTestId("notice-open")).toHaveFocus();
    });
    await user.keyboard("u");
    await waitFor(() => {
      expect(titles()[0]).toBe(one);
    });
    await user.keyboard("js");
    await user.click(await screen.findByTestId("snooze-week"));
    await gone(two);
    await user.click(place("inbox"));
    await user.keyboard("jxjx");
    expect(screen.getByTestId("reminders-selection")).toHaveTextContent("2 selected");
    await user.keyboard("e");
    await gone(three);
    expect(titles()).not.toContain(one);
    expect(screen.getByTestId("reminders-undo-line")).toHaveTextContent("2 reminders done");
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => {
      expect(titles().slice(0, 2)).toEqual([one, three]);
    });
  });

  it("does not take keys that are typed or held with another", async () => {
    const { user } = await open();
    const before = titles();
    await user.keyboard("j{Control>}e{/Control}");
    screen.getByTestId("reminders-kind").focus();
    await user.keyboard("e");
    expect(titles()).toEqual(before);
  });

  it("snoozes several at once, which the tab of the snoozed ones lists with their ends", async () => {
    const { user } = await open();
    const [inbox, snoozed] = [count("inbox"), count("snoozed")];
    for (const one of rows().slice(0, 2)) await user.click(within(one).getByTestId("notice-select"));
    await user.click(screen.getByTestId("selection-snooze"));
    await user.click(screen.getByTestId("snooze-week"));
    await waitFor(() => {
      expect([count("inbox"), count("snoozed")]).toEqual([inbox - 2, snoozed + 2]);
    });
    expect(screen.queryByTestId("reminders-selection")).toBeNull();
    await user.click(place("snoozed"));
    expect(rows()).toHaveLength(snoozed + 2);
    for (const one of rows()) expect(text(one)).toMatch(/until/);
    await user.click(within(first()).getByTestId("notice-reopen"));
    await waitFor(() => {
      expect(count("inbox")).toBe(inbox - 1);
    });
  });

  it("keeps what is done, with the reason, and moves it back", async () => {
    const { user } = await open();
    const title = titles()[0] ?? "";
    await user.click(within(first()).getByTestId("notice-done"));
    await gone(title);
    await user.click(place("done"));
    expect(screen.getAllByRole("heading", { level: 2 }).map(text)[0]).toBe("Today");
    expect(within(first()).getByTestId("notice-outcome")).toHaveTextContent("Done");
    expect(screen.getAllByTestId("notice-outcome").map(text).join()).toMatch(/no longer true|newer reminder/);
    await user.click(within(first()).getByTestId("notice-reopen"));
    await user.click(place("inbox"));
    await waitFor(() => {
      expect(titles()[0]).toBe(title);
    });
  });

  it("keeps what is done because it is no longer true, also if its key is pressed", async () => {
    const { user, backend } = await open();
    const reopen = vi.spyOn(backend, "reopenReminders");
    await user.click(place("done"));
    const resolved = rows().find((one) => /no longer true|newer reminder/.test(text(one))) ?? document.body;
    within(resolved).getByTestId("notice-open").focus();
    const before = titles();
    await user.keyboard("e");
    expect([titles(), screen.queryByTestId("reminders-undo-line")]).toEqual([before, null]);
    expect(reopen).not.toHaveBeenCalled();
  });

  it("is not emptied by a key that is held", async () => {
    const { user } = await open();
    const before = titles();
    await user.keyboard("j");
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "e", repeat: true });
    await tick();
    expect([titles(), screen.queryByTestId("reminders-undo-line")]).toEqual([before, null]);
  });

  it("is filtered by workspace and by kind", async () => {
    const { user } = await open();
    await user.selectOptions(screen.getByTestId("reminders-kind"), "limit");
    expect(new Set(rows().map((one) => one.getAttribute("data-cause")))).toEqual(new Set(["limit"]));
    await user.selectOptions(screen.getByTestId("reminders-kind"), "All kinds");
    await user.selectOptions(screen.getByTestId("reminders-workspace"), "Northwind Logistics");
    expect(rows().length).toBeGreaterThan(0);
    for (const one of rows()) expect(text(one)).toContain("Northwind");
  });

  it("rewards an empty one", async () => {
    const { user } = await open();
    const [head, ...rest] = rows();
    for (const one of [head, ...rest]) await user.click(within(one ?? document.body).getByTestId("notice-select"));
    await user.click(screen.getByTestId("selection-done"));
    expect(await screen.findByTestId("reminders-none")).toHaveTextContent("All done");
  });

  it("is paused as a whole, which every screen shows, and resumed", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("pause"));
    await user.click(screen.getByTestId("snooze-hour"));
    expect(await screen.findByTestId("paused")).toHaveTextContent("until today, 7:00 AM");
    expect(screen.queryByTestId("pause")).toBeNull();
    await user.keyboard("{Control>}0{/Control}");
    const line = screen.getByTestId("paused-line");
    await user.click(within(line).getByRole("button", { name: "Resume" }));
    await waitFor(() => {
      expect(screen.queryByTestId("paused-line")).toBeNull();
    });
  });

  it("shows when there is no notification service, and when something fails", async () => {
    const { user } = await openWindow("shell=bare&saving=fails", { screen: "reminders" }, notShown);
    expect(text(row("deadline", "Northwind"))).toContain("no notification service");
    const before = titles();
    await user.click(within(first()).getByTestId("notice-done"));
    expect(await screen.findByTestId("reminders-error")).toHaveTextContent("Could not save data");
    expect(titles()).toEqual(before);
    expect(screen.queryByTestId("reminders-undo-line")).toBeNull();
  });

  it("can be navigated with the keyboard", async () => {
    const { user } = await open();
    const opener = (at: number) => within(rows()[at] ?? document.body).getByTestId("notice-open");
    await user.keyboard("jj");
    expect(opener(1)).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowUp}{ArrowUp}k");
    expect(opener(0)).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(screen.getByTestId("workspace-title")).toBeInTheDocument();
  });

  it("is drawn in parts if it is long", async () => {
    const { user } = await open("scenario=thousand");
    expect(rows()).toHaveLength(100);
    await user.click(screen.getByTestId("reminders-more"));
    expect(rows()).toHaveLength(200);
  });

  it("shows text of a server as text only", async () => {
    await open("scenario=strange");
    expect(document.querySelector("main img, main script, main b")).toBeNull();
    expect(text(row("deadline", "<img"))).toContain("constructor, {count}, <script>alert(1)</script>");
    expect(text(row("deadline", "<img"))).not.toMatch(/\u202e/);
  });

  it("says when there is nothing", async () => {
    await open("scenario=none");
    expect(screen.getByTestId("reminders-none")).toHaveTextContent("All done");
  });
});
