import { screen, waitFor, within } from "@testing-library/svelte";
import type userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { openWindow } from "../../../test/open-window";

const open = (query = "", screenName: string | null = "reminders") => openWindow(query, { screen: screenName });

const text = (element: Element) => element.textContent.replace(/\s+/g, " ").trim();
const rows = () => screen.getAllByTestId("notice");
const row = (cause: string, of = "Acme Corporation") => {
  const found = rows().find((one) => one.getAttribute("data-cause") === cause && text(one).includes(of));
  if (!found) throw new Error(`no ${cause} of ${of}`);
  return found;
};
const choose = async (user: ReturnType<typeof userEvent.setup>, on: HTMLElement, item: string) => {
  await user.click(within(on).getByTestId("notice-menu"));
  await user.click(screen.getByTestId(item));
};

describe("the reminders", () => {
  it("are grouped by day, newest first, each with its text and workspace", async () => {
    await open();
    expect(screen.getAllByRole("heading", { level: 2 }).map(text).slice(0, 3)).toEqual([
      "Today",
      "Yesterday",
      "Sunday, November 22, 2026",
    ]);
    expect(rows()).toHaveLength(57);
    expect(text(row("limit"))).toContain("Acme Corporation 80% of guest users in use 40 of 50 in use.");
    expect(text(row("changed", "Northwind"))).toContain("Limits raised Maximum of seats: 75 → 100");
    expect(text(row("deadline", "Northwind"))).toContain("Pro has expired");
    expect(text(row("changed", "Zenith"))).toContain("and 1 more");
    expect(text(row("deadline", "Kestrel Support"))).toContain("Not shown yet");
    expect(text(row("deadline"))).toContain("Snoozed until tomorrow, 6:00 AM");
  });

  it("are counted beside the bell until the list is opened", async () => {
    const { user } = await open("", null);
    expect(screen.getByTestId("unseen")).toHaveTextContent("56");
    expect(screen.getByText("56 new reminders")).toBeInTheDocument();
    await user.click(screen.getByTestId("place-reminders"));
    expect(screen.queryByTestId("unseen")).toBeNull();
    // New ones stay marked while the list is open.
    expect(within(row("limit")).getByTitle("New")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("place-reminders"));
    expect(within(row("limit")).queryByTitle("New")).toBeNull();
  });

  it("open their workspace", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: "Acme Corporation: 80% of guest users in use" }));
    expect(screen.getByTestId("workspace-title")).toHaveTextContent("Acme Corporation");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(screen.getByTestId("place-title")).toHaveTextContent("Reminders");
  });

  it("are snoozed one by one, filtered by that, and resumed", async () => {
    const { user } = await open();
    expect(within(row("limit")).queryByText(/Snoozed/)).toBeNull();
    await choose(user, row("limit"), "snooze-week");
    await waitFor(() => {
      expect(text(row("limit"))).toContain("Snoozed until Tue, Dec 1");
    });
    expect(screen.getByTestId("reminders-said")).toHaveTextContent("Snoozed until Tue, Dec 1");
    expect(within(row("limit")).getByTestId("notice-menu")).toHaveFocus();
    await user.click(screen.getByRole("radio", { name: "Snoozed (2)" }));
    expect(rows()).toHaveLength(2);
    await choose(user, row("limit"), "snooze-dismiss");
    await waitFor(() => {
      expect(rows()).toHaveLength(1);
    });
    // The row is gone, and its menu with it: the list's heading has the focus.
    await waitFor(() => {
      expect(screen.getByTestId("place-title")).toHaveFocus();
    });
    await choose(user, row("deadline"), "snooze-dismiss");
    expect(await screen.findByTestId("reminders-none")).toHaveTextContent("No snoozed reminders");
  });

  it("are all snoozed at once, which every screen shows, and resumed", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("pause"));
    await user.click(screen.getByTestId("snooze-hour"));
    expect(await screen.findByTestId("paused")).toHaveTextContent("Reminders are snoozed until today, 7:00 AM");
    expect(text(row("deadline", "Kestrel Support"))).toContain("Not shown yet: all reminders are snoozed until today");
    expect(screen.queryByTestId("pause")).toBeNull();
    await user.keyboard("{Escape}");
    const line = screen.getByTestId("paused-line");
    await user.click(within(line).getByRole("button", { name: "Resume" }));
    await waitFor(() => {
      expect(screen.queryByTestId("paused-line")).toBeNull();
    });
  });

  it("show when there is no notification service, and when something fails", async () => {
    const { user } = await open("shell=bare&saving=fails");
    expect(text(row("deadline", "Kestrel Support"))).toContain("Not shown yet: no notification service is available");
    await choose(user, row("limit"), "snooze-hour");
    expect(await screen.findByTestId("reminders-error")).toHaveTextContent("Could not save data");
    expect(text(row("limit"))).not.toContain("Snoozed");
  });

  it("can be navigated with the keyboard", async () => {
    const { user } = await open();
    const opener = (at: number) => within(rows()[at] ?? document.body).getByTestId("notice-open");
    await user.keyboard("jj");
    expect(opener(1)).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowUp}{ArrowUp}k");
    expect(opener(0)).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(screen.getByTestId("workspace-title")).toHaveTextContent("Kestrel Support Desk");
  });

  it("are drawn in parts if there are five hundred", async () => {
    const { user } = await open("scenario=thousand");
    expect(rows()).toHaveLength(100);
    expect(screen.getByTestId("reminders-more")).toHaveTextContent("Show 100 more");
    await user.click(screen.getByTestId("reminders-more"));
    expect(rows()).toHaveLength(200);
  });

  it("show text of a server as text only", async () => {
    await open("scenario=strange");
    expect(document.querySelector("main img, main script, main b")).toBeNull();
    expect(text(row("deadline", "<img"))).toContain("constructor, {count}, <script>alert(1)</script>");
    expect(text(row("deadline", "<img"))).not.toMatch(/\u202e/);
  });

  it("say when there are none", async () => {
    await open("scenario=none");
    expect(screen.getByTestId("reminders-none")).toHaveTextContent("No reminders yet");
  });
});
