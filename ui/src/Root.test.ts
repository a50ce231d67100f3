import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";

import { samples, type Backend } from "./lib/backend";
import { recordedBackend } from "./lib/backend/recorded/backend";
import type { EngineEvent } from "./lib/backend/types";
import { when } from "./lib/i18n/format";
import { saveItem, loadItem, useTemporaryStorage } from "./lib/state/local-storage";
import Root from "./Root.svelte";
import { loadPlaces } from "./lib/components/places.svelte";

beforeAll(loadPlaces);

const NOW = "2031-03-05T10:00:00Z";
/** Nine in the morning of that day, in the zone of the tests. */
const MORNING = "2031-03-05T12:00:00Z";

/** A backend without workspaces, which records the names of the methods that are used and can emit events. */
async function engine() {
  const handlers = new Set<(event: EngineEvent) => void>();
  const used: string[] = [];
  const recorded = await recordedBackend(new URLSearchParams(`scenario=none&pace=0&now=${NOW}`));
  const backend = new Proxy(
    {
      ...recorded,
      listen: (handler: (event: EngineEvent) => void) => {
        handlers.add(handler);
        return Promise.resolve(() => void handlers.delete(handler));
      },
    } satisfies Backend,
    {
      get(target, name: keyof Backend) {
        used.push(name);
        return target[name];
      },
    },
  );
  return { backend, used, emit: (event: EngineEvent) => handlers.forEach((handler) => handler(event)) };
}

async function explore() {
  const real = await engine();
  const user = userEvent.setup();
  const view = render(Root, { backend: real.backend });
  const button = await screen.findByTestId("first-samples");
  const saved = { ...localStorage };
  await user.click(button);
  await screen.findByTestId("samples");
  await waitFor(() => {
    expect(screen.getAllByTestId("overview-row")).toHaveLength(11);
  });
  return { ...real, user, view, saved };
}

describe("the sample workspaces", () => {
  it("are shown under a banner, and left again", async () => {
    const { user } = await explore();
    expect(screen.getByTestId("samples")).toHaveTextContent("Sample workspaces: none of this data is real");
    expect(screen.getByRole("main")).toHaveFocus();
    await user.click(screen.getByTestId("samples-leave"));
    expect(await screen.findByTestId("first-run")).toBeVisible();
    expect(screen.queryByTestId("samples")).toBeNull();
    expect(screen.getByRole("main")).toHaveFocus();
  });

  it("do not use the real engine", async () => {
    const { used, user } = await explore();
    used.length = 0;
    await user.click(screen.getByRole("button", { name: "Acme Corporation" }));
    await user.click(screen.getByTestId("workspace-menu"));
    await user.click(screen.getByTestId("remove"));
    await user.click(screen.getByTestId("remove-confirm"));
    await waitFor(() => {
      expect(screen.getAllByTestId("workspace-item")).toHaveLength(10);
    });
    await user.keyboard("{Control>}r{/Control}");
    expect(new Set(used)).toEqual(new Set());
  });

  it("save nothing but preferences", async () => {
    saveItem("order", "seats");
    const { user, view, saved } = await explore();
    await user.click(screen.getByRole("button", { name: "Acme Corporation" }));
    await user.keyboard("{Control>}k{/Control}");
    await user.type(screen.getByRole("combobox"), "theme dark{Enter}");
    expect({ ...localStorage }).toEqual({ ...saved, "license-watch.theme": `"dark"` });
    await user.click(screen.getByTestId("samples-leave"));
    await screen.findByTestId("first-run");
    view.unmount();
    expect(loadItem("order")).toBe("seats");
  });

  it("are left when the tray opens something", async () => {
    const { emit, backend } = await explore();
    backend.takeRequestedScreen = vi.fn(() => Promise.resolve({ at: "settings" as const }));
    emit({ type: "screen_requested" });
    expect(await screen.findByTestId("section-about")).toBeVisible();
    expect(screen.queryByTestId("samples")).toBeNull();
  });

  it("show why they cannot be opened, and leave the window as it was", async () => {
    const { backend } = await engine();
    let calls = 0;
    const appInfo = () => ((calls += 1) > 1 ? Promise.reject(new Error("gone")) : backend.appInfo());
    const user = userEvent.setup();
    render(Root, { backend: { ...backend, appInfo } });
    await user.click(await screen.findByTestId("first-samples"));
    expect(await screen.findByTestId("notice")).toBeVisible();
    expect(screen.getByTestId("first-run")).toBeVisible();
  });
});

describe("the samples' engine", () => {
  it("moves all dates to the morning of today", async () => {
    const { backend } = await samples((await engine()).backend);
    const acme = (await backend.workspaces()).find(({ id }) => id === "acme");
    expect(Math.round((Date.parse(acme?.fetched_at ?? "") - Date.parse(MORNING)) / 60_000)).toBe(-4);
    expect((await backend.appInfo()).now.slice(0, 16)).toBe(MORNING.slice(0, 16));
    const [newest] = await backend.history("acme");
    expect(newest?.at.slice(0, 10)).toBe("2031-03-03");
    expect((await backend.rawAnswer("acme"))?.body).not.toContain("2026-");
  });

  it("says the same number of days in its sentences as the pages count", async () => {
    const { backend } = await samples((await engine()).backend);
    const now = Date.parse(MORNING);
    const said = [
      ...(await backend.reminders())
        .filter(({ place }) => place === "inbox")
        .map(({ title, due_at }) => [title, due_at ?? ""] as const),
      ...(await backend.workspaces()).map(
        ({ state, headline }) => [state, "at" in headline ? headline.at : ""] as const,
      ),
    ];
    const counted = said.filter(([sentence, at]) => at !== "" && /\d+ days/.test(sentence));
    expect(counted.length).toBeGreaterThan(5);
    for (const [sentence, at] of counted) expect(sentence).toContain(when(Date.parse(at), now));
  });

  it("imports its own export", async () => {
    const { backend } = await samples((await engine()).backend);
    const plan = await backend.planImport(await backend.exportSettings());
    expect(plan.exported_at).toBe(MORNING);
    expect(plan.workspaces.every(({ known }) => known)).toBe(true);
  });

  it("pauses reminders from now on", async () => {
    const { backend } = await samples((await engine()).backend);
    await backend.pauseReminders("hour");
    expect((await backend.settings()).paused_until).toBe("2031-03-05T13:00:00Z");
  });

  it("fails as if without a network when an address was not recorded", async () => {
    const { backend } = await samples((await engine()).backend);
    const connection = { allow_http: false, route: { via: "system" }, ca_pem: null } as const;
    const probing = backend.probe({ address: "https://chat.elsewhere.example", connection });
    await expect(probing).rejects.toMatchObject({ code: "unreachable" });
  });

  it("passes files and quitting on to the real one", async () => {
    const real = (await engine()).backend;
    const [saveText, quit] = [vi.spyOn(real, "saveText"), vi.spyOn(real, "quit")];
    const { backend } = await samples(real);
    await backend.saveText("a.json", "{}");
    await backend.quit();
    expect(saveText).toHaveBeenCalledWith("a.json", "{}");
    expect(quit).toHaveBeenCalledOnce();
  });

  it("sends nothing after it has ended", async () => {
    const { backend, end } = await samples((await engine()).backend);
    const events: string[] = [];
    await backend.listen((event) => events.push(event.type));
    const workspaces = await backend.workspaces();
    const pending = [backend.refreshWorkspace("acme"), backend.revision("nobody", 1)];
    const settled: unknown[] = [];
    pending.forEach((call) => call.finally(() => settled.push(call)).catch(() => undefined));
    const before = events.length;
    end();
    // Another instance answers the same call in the meantime.
    await (await samples((await engine()).backend)).backend.refreshWorkspace("acme");
    expect(workspaces).toHaveLength(11);
    expect([events.length, settled]).toEqual([before, []]);
  });
});

describe("temporary storage", () => {
  it("starts empty, and leaves the saved values alone", () => {
    saveItem("recent", ["real"]);
    useTemporaryStorage(true);
    expect(loadItem("recent")).toBeNull();
    saveItem("recent", ["sample"]);
    expect(loadItem("recent")).toEqual(["sample"]);
    useTemporaryStorage(false);
    expect(loadItem("recent")).toEqual(["real"]);
  });
});
