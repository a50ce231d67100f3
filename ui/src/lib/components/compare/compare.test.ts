import { screen, waitFor, within } from "@testing-library/svelte";
import type userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { failure } from "../../../test/recorded";
import type { Backend } from "../../backend";
import { openWindow } from "../../../test/open-window";

async function open(workspace: string, query = "", change: (backend: Backend) => Partial<Backend> = () => ({})) {
  const opened = await openWindow(query, { workspace }, change);
  expect(screen.getByTestId("workspace-title")).toBeVisible();
  return opened;
}

async function compare(user: ReturnType<typeof userEvent.setup>) {
  await user.click(screen.getByTestId("workspace-menu"));
  await user.click(screen.getByTestId("compare"));
}

const choice = (id: string) => screen.getByTestId<HTMLSelectElement>(`compare-${id}`);
const plain = (element: HTMLElement) => element.textContent.replace(/\s+/g, " ").trim();
const text = (id: string) => plain(screen.getByTestId(id));
const heads = () => screen.getAllByTestId("compare-when").map(plain);
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-differs]")];
const differing = () =>
  rows()
    .filter((row) => row.dataset["differs"] === "true")
    .map((row) => row.dataset["testid"]);

describe("comparing", () => {
  it("starts with the latest change of the workspace", async () => {
    const { user } = await open("acme");
    await compare(user);
    expect(choice("left")).toHaveFocus();
    await screen.findByTestId("comparison");
    expect(heads()).toEqual(["Nov 15, 2026, 6:00 AM 9 days ago", "Now"]);
    expect(differing()).toEqual(["compare-plan-server", "compare-dates-support"]);
    expect(text("compare-plan-server")).toBe("≠ Rocket.Chat differs:8.7 8.8");
    expect(text("compare-count")).toBe("2 differences");
    expect(choice("left-moment").options).toHaveLength(6);
  });

  it("offers every revision on either side", async () => {
    const { user } = await open("acme");
    await compare(user);
    await screen.findByTestId("comparison");
    await user.selectOptions(choice("left-moment"), screen.getAllByRole("option", { name: /352 days ago/ })[0] ?? "");
    await user.selectOptions(choice("right-moment"), screen.getAllByRole("option", { name: /31 days ago/ })[1] ?? "");
    await waitFor(() => {
      expect(differing()).toEqual(["compare-modules-fips"]);
    });
    expect(heads()[1]).toMatch(/31 days ago$/);
    expect(screen.getAllByRole("option", { name: /380 days ago\) · Pro$/ })).toHaveLength(2);
  });

  it("offers every workspace on either side, in its current state, and can show only the differences", async () => {
    const { user } = await open("support");
    await compare(user);
    expect(within(choice("left")).getAllByRole("option")).toHaveLength(12);
    await user.selectOptions(choice("left"), "labs");
    expect(heads()).toEqual(["Now", "Now"]);
    const all = rows().length;
    expect(differing().length).toBeGreaterThan(10);
    expect(differing().length).toBeLessThan(all);
    expect(text("compare-count")).toBe(`${differing().length} differences`);
    await user.click(screen.getByTestId("compare-only"));
    expect(rows()).toHaveLength(differing().length);
    await user.selectOptions(choice("left-moment"), screen.getByRole("option", { name: /60 days ago/ }));
    await waitFor(() => {
      expect(text("compare-plan-status")).toContain("Community");
    });
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(screen.queryByTestId("comparison")).toBeNull();
    expect(screen.getByTestId("workspace-menu")).toHaveFocus();
  });

  it("says when nothing has changed since the first refresh, and leaves the other side to choose", async () => {
    const { user } = await open("support");
    await compare(user);
    expect(await screen.findByTestId("compare-unchanged")).toHaveTextContent(
      "Nothing has changed at Kestrel Support Desk since its first check on Nov 24, 2026.",
    );
    expect(choice("left")).toHaveValue("");
    expect(screen.queryByTestId("comparison")).toBeNull();
  });

  it("is not offered when there is nothing to compare with", async () => {
    const { user } = await open("", "scenario=one", () => ({
      revisions: () => Promise.resolve([{ id: 1, at: "2026-11-01T10:00:00Z", plan: null }]),
    }));
    await compare(user);
    expect(await screen.findByTestId("compare-unchanged")).toBeVisible();
    expect(screen.queryByTestId("compare-left")).toBeNull();
  });

  it("says when a revision cannot be read, and continues with another", async () => {
    const { user } = await open("acme", "", (played) => ({
      revision: (id, revision) =>
        revision === 4 ? Promise.reject(failure("storage", "gone")) : played.revision(id, revision),
    }));
    await compare(user);
    await screen.findByTestId("comparison");
    await user.selectOptions(choice("left-moment"), "4");
    expect(await screen.findByText("The earlier state could not be loaded.")).toBeVisible();
    expect(screen.queryByTestId("comparison")).toBeNull();
    await user.selectOptions(choice("left-moment"), "14");
    await screen.findByTestId("comparison");
    expect(screen.queryByText("The earlier state could not be loaded.")).toBeNull();
  });

  it("opens from a day of changes if the state before it is known", async () => {
    const { user } = await open("acme");
    const days = await screen.findAllByRole("button", { name: /^Compare with before/ });
    expect(days.map((day) => day.getAttribute("aria-label"))).toEqual([
      "Compare with before: Nov 22, 2026",
      "Compare with before: Nov 15, 2026",
      "Compare with before: Oct 24, 2026",
      "Compare with before: Dec 7, 2025",
    ]);
    await user.click(days[1] ?? document.body);
    await screen.findByTestId("comparison");
    expect(heads().map((head) => head.replace(/.*[AP]M /, ""))).toEqual(["31 days ago", "9 days ago"]);
    expect(differing()).toEqual([
      "compare-plan-status",
      "compare-limits-active_users",
      "compare-limits-active_users_steps",
      "compare-modules-abac",
    ]);
  });
});
