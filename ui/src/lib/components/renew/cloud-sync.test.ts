import { screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";

import type { CloudSynced } from "../../backend/types";
import { openWindow } from "../../../test/open-window";
import { recordedStep } from "../../../test/recorded";

/** Opens the dialog, and has the server sync with this result. */
async function sync(result: Promise<CloudSynced>) {
  const { backend, user } = await openWindow("", { workspace: "acme" });
  const asked = vi.spyOn(backend, "syncWithCloud").mockReturnValue(result);
  const press = (id: string) => user.click(screen.getByTestId(id));
  await press("workspace-menu");
  await press("sync");
  expect(asked).not.toHaveBeenCalled();
  await press("sync-start");
  expect(asked).toHaveBeenCalledExactlyOnceWith("acme");
  return { press, user };
}

const outcomes: Record<CloudSynced["outcome"], RegExp> = {
  changed: /License changed/,
  nothing_new: /No changes.*same as before/,
  not_permitted: /Permission missing.*manage-cloud/,
  not_registered: /not registered/,
  cloud_unreachable: /Sync failed/,
};

describe("a sync with Rocket.Chat Cloud", () => {
  it.each(Object.entries(outcomes))("says what became of it: %s", async (outcome, text) => {
    await sync(Promise.resolve({ outcome: outcome as CloudSynced["outcome"], changes: [] }));
    expect(await screen.findByTestId("synced")).toHaveTextContent(text);
  });

  it("shows what changed, and closes", async () => {
    const recorded = recordedStep("sync_with_cloud", ({ answer }) => (answer as CloudSynced).outcome === "changed");
    const answer = recorded.answer as CloudSynced;
    const { press } = await sync(Promise.resolve(answer));
    expect((await screen.findByTestId("sync-changes")).querySelectorAll("li")).toHaveLength(answer.changes.length);
    await press("sync-close");
    expect(screen.queryByTestId("synced")).toBeNull();
  });

  it("is no good news if something was lost", async () => {
    const recorded = recordedStep("sync_with_cloud", ({ answer }) => (answer as CloudSynced).outcome === "changed");
    const [change] = (recorded.answer as CloudSynced).changes;
    if (!change) throw new Error("nothing changed");
    const sent = { outcome: "changed" as const, changes: [{ ...change, direction: "worse" as const }] };
    await sync(Promise.resolve(sent));
    expect(await screen.findByTestId("synced")).toHaveAttribute("data-tone", "critical");
  });

  it("shows its progress, and cannot be closed meanwhile", async () => {
    const { user } = await sync(new Promise(() => undefined));
    expect(screen.getByTestId("sync-busy")).toHaveTextContent("syncs with Rocket.Chat Cloud");
    await user.keyboard("{Escape}");
    expect(screen.getByTestId("sync-busy")).toBeVisible();
  });
});
