import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import { openWindow } from "../../test/open-window";
import type { Backend } from "../backend";
import type { ChangeRecord, DeadlineView, FullWorkspaceView, LicenseView, SeatsView } from "../backend/types";

type Judge = (view: FullWorkspaceView) => Partial<FullWorkspaceView>;

/** Opens the window on the recorded fleet, with a changed verdict on one workspace. */
function open(id: string, judge: Judge, workspace: string | null = null, more: Partial<Backend> = {}) {
  return openWindow("", { workspace }, (played) => {
    const judged = async () => {
      const view = await played.workspace(id);
      return { ...view, ...judge(view) };
    };
    return {
      workspaces: async () => {
        const [views, changed] = await Promise.all([played.workspaces(), judged()]);
        return views.map((view) => (view.id === id ? changed : view));
      },
      workspace: (other) => (other === id ? judged() : played.workspace(other)),
      ...more,
    };
  });
}

/** Changes the verdict on every license of a workspace. */
const licenses =
  (judge: (license: LicenseView) => Partial<LicenseView>): Judge =>
  (view) => ({ licenses: view.licenses.map((license) => ({ ...license, ...judge(license) })) });

const words = (element: Element | null | undefined) => element?.textContent.replace(/\s+/g, " ").trim();
const row = (id: string) => screen.getAllByTestId("overview-row").find((found) => found.dataset["id"] === id);
const end = (at: string, overrides: Partial<DeadlineView> = {}): DeadlineView => ({
  at,
  kind: "expiry",
  modules: [],
  renewal: "manual",
  effect: "stops",
  ends_trial: false,
  nearness: "far",
  ...overrides,
});

describe("a row of the overview shows the verdict", () => {
  it("as its state where that is about more than what stops next, whatever its dates are", async () => {
    await open("acme", () => ({ state: "License rejected", headline: { kind: "not_honored", plan: "Pro" } }));
    expect(words(row("acme")?.querySelector(".line"))).toBe("License rejected");
  });

  it("on what stops, with the license that it belongs to", async () => {
    const renews = end("2026-12-04T09:00:00Z", { renewal: "automatic" });
    await open("acme", () => ({
      headline: { kind: "renews", plan: "Pro", at: renews.at },
      stops: [renews, end("2026-12-05T09:00:00Z")],
    }));
    expect(words(row("acme")?.querySelector(".stops"))).toBe(
      "Dec 4, 2026 · If the renewal fails, all premium features stop.",
    );
  });

  it("on the seats and the other limits: how many are left, how urgent it is, and what is full", async () => {
    const seats: SeatsView = {
      ...{ used: 1, max: 100, left: 7, share: 10, level: "ample", attention: "critical" },
      ...{ runs_out_at: null, trend: [] },
    };
    await open("acme", () => ({ seats, reached_limits: [{ kind: "guest_users", attention: "soon" }] }));
    const cell = row("acme")?.querySelector<HTMLElement>("[data-testid=seats]");
    expect(words(cell)).toMatch(/^1 \/ 100 ?7 left/);
    expect(cell).toHaveAttribute("data-tone", "critical");
    expect(cell).toHaveTextContent("+1 limit full");
  });

  it("on the fleet: the summary names what stops next, but for workspaces that are set aside", async () => {
    await open("support", () => ({ counted: null, handling: { is: "acknowledged" } }));
    expect(words(screen.getByTestId("overview-first"))).toMatch(/^Next: Kestrel Labs – 5 days/);
  });
});

describe("the timeline shows the verdict", () => {
  const label = (name: RegExp) =>
    screen.getAllByTestId("timeline-mark").filter((mark) => name.test(mark.getAttribute("aria-label") ?? ""));

  it("in the tone of the deadline's nearness, whatever its date is", async () => {
    const { user } = await open("clinic", ({ stops }) => ({
      stops: stops.map((one) => ({ ...one, nearness: "critical" })),
    }));
    await user.click(screen.getByTestId("span-12"));
    const [mark] = label(/^Blue Harbor Clinic/);
    expect(mark?.closest("li")).toHaveAttribute("data-tone", "critical");
  });

  it("and nothing that the engine leaves out", async () => {
    const { user } = await open("clinic", () => ({ stops: [] }));
    await user.click(screen.getByTestId("span-12"));
    expect(label(/Clinic|Klinik/)).toEqual([]);
    expect(label(/Zenith Bank/)).toHaveLength(1);
  });
});

describe("the page of a workspace shows the verdict", () => {
  it("on a limit and its steps", async () => {
    await open(
      "acme",
      licenses(({ limits }) => ({
        limits: limits.map((limit) => ({
          ...limit,
          level: "full" as const,
          attention: "ended" as const,
          steps: limit.steps.map((step) => ({ ...step, trigger: "above_maximum", is_reached: step.max === 300 })),
        })),
      })),
      "acme",
    );
    const seats = screen.getByTestId("limit-active_users");
    expect(seats).toHaveAttribute("data-tone", "ended");
    expect(words(seats)).toContain("Full");
    const steps = within(seats).getAllByTestId("limit-step");
    expect(steps.map((step) => [words(step), step.dataset["reached"]])).toEqual([
      ["Above 250: no more can be added", "false"],
      ["Above 275: Message auditing and 2 more stop", "false"],
      ["Above 300: the license becomes invalid reached", "true"],
    ]);
  });

  it("on what has passed, what stops next, and what is only a notice", async () => {
    const deadlines = [
      end("2030-01-01T00:00:00Z", { nearness: "passed", effect: "notice" }),
      end("2020-01-01T00:00:00Z"),
    ];
    await open("acme", () => ({ timeline: deadlines, stops: deadlines.slice(1) }), "acme");
    const places = [...(screen.getByTestId("today").parentElement?.children ?? [])];
    expect(
      places.map((place) => [words(place.querySelector("p span")), place.className.replace(/svelte-\S+|\s/g, "")]),
    ).toEqual([
      ["License expired", "pastnotice"],
      [undefined, "today"],
      ["License expires", "next"],
    ]);
  });

  it("on the end of a license, its tone, its renewal and its address", async () => {
    await open(
      "acme",
      licenses(() => ({ nearness: "passed", renewal: "automatic", fits: "unknown" })),
      "acme",
    );
    const card = screen.getByTestId("plan").closest("article");
    expect(card).toHaveAttribute("data-tone", "ended");
    expect(card).toHaveTextContent("Renewal was due");
    expect(screen.getByTestId("address-fit")).toHaveTextContent("Only the server can evaluate");
  });

  it("on the vendor's support", async () => {
    await open(
      "acme",
      () => ({ support: { ends_at: "2036-01-01T00:00:00Z", signature: "verified", nearness: "passed" } }),
      "acme",
    );
    expect(screen.getByTestId("support")).toHaveTextContent(/ended/);
  });

  it("on the direction of a change, and on the limit to show first", async () => {
    const history: ChangeRecord[] = [
      { at: "2026-11-20T09:00:00Z", direction: "worse", kind: "module_gained", module: "fips" },
      { at: "2026-11-20T09:00:00Z", direction: "better", kind: "module_lost", module: "abac" },
    ];
    await openWindow("", { workspace: "acme" }, (played) => ({
      history: () => Promise.resolve(history),
      usage: async (id) =>
        (await played.usage(id)).map((one) => ({ ...one, rank: one.kind === "monthly_active_contacts" ? 0 : 9 })),
    }));
    const changes = await screen.findByTestId("changes");
    expect([...changes.querySelectorAll<HTMLElement>(".icon")].map(({ dataset }) => dataset["tone"])).toEqual([
      "critical",
      "calm",
    ]);
    expect(await screen.findByRole("slider")).toHaveAttribute(
      "aria-label",
      expect.stringContaining("Monthly active contacts"),
    );
  });
});
