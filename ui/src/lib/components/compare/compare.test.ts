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
const all = () => screen.getByTestId("compare-only");

describe("comparing", () => {
  it("starts with the latest change of the workspace", async () => {
    const { user } = await open("acme");
    await compare(user);
    expect(screen.getByTestId("place-title")).toHaveTextContent("Compare");
    await screen.findByTestId("comparison");
    expect(screen.getByTestId("compare-earlier")).toBeChecked();
    expect(heads()).toEqual(["Nov 15, 2026, 6:00 AM 9 days ago", "Now"]);
    expect(differing()).toEqual(["compare-plan-server", "compare-dates-support"]);
    expect(text("compare-plan-server")).toBe("≠ Rocket.Chat differs:8.7 8.8");
    expect(text("compare-count")).toBe("2 differences");
    expect(choice("left-moment").options).toHaveLength(6);
    expect(rows()).toHaveLength(2);
    await user.click(all());
    expect(rows().length).toBeGreaterThan(20);
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByTestId("workspace-title")).toBeVisible();
  });

  it("marks what became better and worse, as the engine says", async () => {
    const { user } = await open("acme", "", () => ({
      changesBetween: (id, from, to) =>
        Promise.resolve(
          id === "acme" && from !== null && to === null
            ? [
                { kind: "module_lost", module: "fips", direction: "worse" },
                { kind: "server_version_changed", before: "8.7", after: "8.8", direction: "better" },
              ]
            : [],
        ),
    }));
    await compare(user);
    const better = await screen.findByTestId("compare-better");
    expect(better.closest("tr")).toHaveAttribute("data-testid", "compare-plan-server");
    expect(screen.queryByTestId("compare-worse")).toBeNull();
    await user.click(screen.getByTestId("compare-other"));
    await waitFor(() => {
      expect(screen.queryByTestId("compare-better")).toBeNull();
    });
  });

  it("leaves the window as a report of what is on the screen", async () => {
    const saved: unknown[] = [];
    const { user } = await open("acme", "", () => ({
      saveReport: (report, format) => {
        saved.push(report, format);
        return Promise.resolve({ path: "/home/me/comparison.html" });
      },
    }));
    await compare(user);
    await screen.findByTestId("comparison");
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-html"));
    expect(saved[1]).toBe("html");
    expect(saved[0]).toMatchObject({
      of: "comparison",
      sheet: { sides: [expect.stringMatching(/^Acme Corporation \(Nov 15/), "Acme Corporation (Now)"] },
    });
    const { sheet } = saved[0] as { sheet: { sections: { rows: { values: string[] }[] }[] } };
    expect(sheet.sections[0]?.rows).toMatchObject([{ label: "Rocket.Chat", values: ["8.7", "8.8"], differs: true }]);
    expect(await screen.findByText("/home/me/comparison.html")).toBeVisible();
  });

  it("is a place of its own, for the workspace that was open last", async () => {
    const { user } = await open("acme");
    await user.click(screen.getByTestId("place-compare"));
    expect(choice("right")).toHaveValue("acme");
    await user.click(screen.getByTestId("place-overview"));
    expect(screen.queryByTestId("compare-page")).toBeNull();
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

  it("offers every workspace on either side, in its current state, and shows only the differences at first", async () => {
    const { user } = await open("support");
    await compare(user);
    await waitFor(() => {
      expect(screen.getByTestId("compare-other")).toBeChecked();
    });
    expect(within(choice("right")).getAllByRole("option")).toHaveLength(11);
    await user.selectOptions(choice("right"), "labs");
    expect(heads()).toEqual(["Now", "Now"]);
    expect(differing().length).toBeGreaterThan(10);
    expect(rows()).toHaveLength(differing().length);
    expect(text("compare-count")).toBe(`${differing().length} differences`);
    await user.click(all());
    expect(rows().length).toBeGreaterThan(differing().length);
    await user.selectOptions(choice("right-moment"), screen.getByRole("option", { name: /60 days ago/ }));
    await waitFor(() => {
      expect(text("compare-plan-status")).toContain("Community");
    });
  });

  it("says when nothing has changed since the first check, and then compares with another workspace", async () => {
    const { user } = await open("support");
    await compare(user);
    expect(await screen.findByTestId("compare-unchanged")).toHaveTextContent(
      "Nothing has changed at Kestrel Support Desk since its first check on Nov 24, 2026.",
    );
    expect(screen.getByTestId("compare-earlier")).toBeDisabled();
    expect(choice("left")).toHaveValue("support");
    expect(choice("right")).not.toHaveValue("support");
    expect(differing()).not.toEqual([]);
  });

  it("says so when there is nothing to compare with", async () => {
    const { user } = await open("", "scenario=one", () => ({
      revisions: () => Promise.resolve([{ id: 1, at: "2026-11-01T10:00:00Z", plan: null }]),
    }));
    await compare(user);
    expect(await screen.findByTestId("compare-unchanged")).toBeVisible();
    expect(screen.getByTestId("compare-other")).toBeDisabled();
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
    expect(await screen.findByText("The comparison could not be loaded.")).toBeVisible();
    expect(rows()).toEqual([]);
    await user.selectOptions(choice("left-moment"), "14");
    await waitFor(() => {
      expect(rows()).not.toEqual([]);
    });
    expect(screen.queryByText("The comparison could not be loaded.")).toBeNull();
  });

  it("tries again what could not be loaded", async () => {
    let isGone = true;
    const { user } = await open("acme", "", (played) => ({
      revision: (id, revision) =>
        revision === 4 && isGone ? Promise.reject(failure("storage", "gone")) : played.revision(id, revision),
    }));
    await compare(user);
    await screen.findByTestId("comparison");
    await user.selectOptions(choice("left-moment"), "4");
    await screen.findByText("The comparison could not be loaded.");
    isGone = false;
    await user.click(screen.getByTestId("compare-retry"));
    await waitFor(() => {
      expect(rows()).not.toEqual([]);
    });
    expect(screen.queryByTestId("compare-retry")).toBeNull();
  });

  it("opens from a day of changes if the state before it is known", async () => {
    const { user } = await open("acme");
    const days = await screen.findAllByRole("button", { name: /^Compare with previous/ });
    expect(days.map((day) => day.getAttribute("aria-label"))).toEqual([
      "Compare with previous: Nov 22, 2026",
      "Compare with previous: Nov 15, 2026",
      "Compare with previous: Oct 24, 2026",
      "Compare with previous: Dec 7, 2025",
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
