import { describe, expect, it, vi } from "vitest";

import { failure, license, workspace } from "../../test/recorded";
import type { EngineEvent, Failure, FullWorkspaceView } from "../backend/types";
import { FullViews, type FullViewsBackend } from "./full-views.svelte";

type Request = { id: string; answer: (plan: string) => Promise<void>; fail: (why: Failure) => Promise<void> };

/** A backend that answers when the test says so. */
function engine() {
  let handler: ((event: EngineEvent) => void) | undefined;
  const requests: Request[] = [];
  const backend = {
    workspace: vi.fn(
      (id: string) =>
        new Promise<FullWorkspaceView>((resolve, reject) => {
          requests.push({
            id,
            answer: async (plan) => {
              resolve(workspace({ id, name: id, licenses: [license({ plan })] }));
              await settled();
            },
            fail: async (why) => {
              reject(why as unknown as Error);
              await settled();
            },
          });
        }),
    ),
    listen: vi.fn((listener: (event: EngineEvent) => void) => {
      handler = listener;
      return Promise.resolve(() => (handler = undefined));
    }),
  } satisfies FullViewsBackend;
  return {
    backend,
    /** The request that was made last, which is about this workspace. */
    last: (id: string): Request => {
      const request = requests.at(-1);
      if (request?.id !== id) throw new Error(`${id} was not requested`);
      return request;
    },
    count: () => requests.length,
    emit: (event: EngineEvent) => handler?.(event),
  };
}

/** Lets everything happen that an answer causes. */
async function settled() {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

const changed = (...ids: string[]): EngineEvent => ({
  type: "workspaces_changed",
  workspaces: ids.map((id) => workspace({ id, name: id })),
});
const planOf = (views: FullViews, id: string) => views.of(id)?.licenses[0]?.plan ?? null;

async function start() {
  const controls = engine();
  const views = new FullViews(controls.backend);
  const stop = await views.start();
  return { ...controls, views, stop };
}

describe("the full view of a workspace", () => {
  it("is fetched when it is opened, without deceptive characters", async () => {
    const { views, last } = await start();
    views.open("a");
    expect([views.of("a"), views.failureOf("a")]).toEqual([null, null]);
    await last("a").answer("Pro\u202e");
    expect(planOf(views, "a")).toBe("Pro\ufffd");
  });

  it("is not replaced by a late answer about another workspace", async () => {
    const { views, last } = await start();
    const close = views.open("a");
    const late = last("a");
    close();
    views.open("b");
    await last("b").answer("Of B");
    await late.answer("Of A");
    expect([planOf(views, "b"), planOf(views, "a")]).toEqual(["Of B", "Of A"]);
  });

  it("stays until the new one is there when the workspace changes, and is fetched once more if it changes again", async () => {
    const { views, last, count, emit } = await start();
    views.open("a");
    await last("a").answer("One");
    emit(changed("a", "b"));
    emit(changed("a"));
    expect([count(), planOf(views, "a")]).toEqual([2, "One"]);
    await last("a").answer("Two");
    expect([count(), planOf(views, "a")]).toEqual([3, "Two"]);
    await last("a").answer("Three");
    expect([count(), planOf(views, "a")]).toEqual([3, "Three"]);
  });

  it("is shown at once when it is opened again, and is fetched again meanwhile", async () => {
    const { views, last, count } = await start();
    views.open("a")();
    await last("a").answer("One");
    views.open("b");
    await last("b").answer("B");
    views.open("a");
    expect([count(), planOf(views, "a")]).toEqual([3, "One"]);
    await last("a").answer("Two");
    expect(planOf(views, "a")).toBe("Two");
  });

  it("is dropped if the workspace changes while it is not open, also while it is being fetched", async () => {
    const { views, last, emit } = await start();
    views.open("a")();
    await last("a").answer("One");
    emit(changed("a"));
    expect(views.of("a")).toBeNull();

    views.open("a")();
    const outdated = last("a");
    emit(changed("a"));
    await outdated.answer("Two");
    expect(views.of("a")).toBeNull();
  });

  it("is kept up to date for as long as one place shows it", async () => {
    const { views, last, count, emit } = await start();
    const close = views.open("a");
    views.open("a");
    await last("a").answer("One");
    close();
    emit(changed("a"));
    expect([count(), planOf(views, "a")]).toEqual([2, "One"]);
  });

  it("is forgotten with the workspace, and does not come back with a late answer", async () => {
    const { views, last, emit } = await start();
    views.open("a");
    await last("a").answer("One");
    emit(changed("a"));
    emit({ type: "workspace_removed", id: "a" });
    expect(views.of("a")).toBeNull();
    await last("a").answer("Two");
    expect(views.of("a")).toBeNull();
  });

  it("is fetched again after events were missed, and those that are not open are dropped", async () => {
    const { views, last, count, emit } = await start();
    views.open("b")();
    await last("b").answer("B");
    views.open("a");
    await last("a").answer("One");
    emit({ type: "events_missed" });
    expect([count(), planOf(views, "a"), views.of("b")]).toEqual([3, "One", null]);
    await last("a").answer("Two");
    expect(planOf(views, "a")).toBe("Two");
  });
});

describe("a failure", () => {
  it("stands in the place of the view until another try succeeds", async () => {
    const { views, last } = await start();
    views.open("a");
    await last("a").fail(failure("storage", "no"));
    expect(views.failureOf("a")?.code).toBe("storage");
    const retried = views.load("a");
    expect(views.failureOf("a")?.code, "it stays until there is an answer").toBe("storage");
    await last("a").answer("One");
    await retried;
    expect([views.failureOf("a"), planOf(views, "a")]).toEqual([null, "One"]);
  });

  it("replaces a view that is outdated, and no other", async () => {
    const { views, last, emit } = await start();
    views.open("a")();
    await last("a").answer("One");
    views.open("a");
    await last("a").fail(failure("agent_unreachable", "gone"));
    expect([planOf(views, "a"), views.failureOf("a")], "nothing has changed").toEqual(["One", null]);
    emit(changed("a"));
    await last("a").fail(failure("storage", "no"));
    expect([views.of("a"), views.failureOf("a")?.code]).toEqual([null, "storage"]);
  });

  it("is over when the workspace changes and can be fetched then", async () => {
    const { views, last, emit } = await start();
    views.open("a");
    await last("a").fail(failure("agent_unreachable", "gone"));
    emit({ type: "events_missed" });
    await last("a").answer("One");
    expect([views.failureOf("a"), planOf(views, "a")]).toEqual([null, "One"]);
  });
});

describe("full views", () => {
  it("are kept of the twelve that were opened last, and of every one that is open", async () => {
    const { views, last } = await start();
    const ids = Array.from({ length: 14 }, (_, index) => `w${String(index)}`);
    for (const id of ids) {
      const close = views.open(id);
      await last(id).answer(id);
      if (id !== "w0") close();
    }
    expect(ids.filter((id) => views.of(id) === null)).toEqual(["w1"]);
    views.open("w2")();
    views.open("new")();
    expect(ids.filter((id) => views.of(id) === null)).toEqual(["w1", "w3"]);
  });

  it("are fetched once if they were prepared", async () => {
    const { views, last, count } = await start();
    const prepared = views.prepare("a");
    await last("a").answer("One");
    await prepared;
    views.open("a")();
    expect(count()).toBe(1);
    views.open("a");
    expect(count()).toBe(2);
  });

  it("can be had of workspaces that are not open, after a change that is being fetched", async () => {
    const { views, last, emit } = await start();
    const other = views.get("b");
    await settled();
    await last("b").answer("B");
    expect((await other).licenses[0]?.plan).toBe("B");
    expect(views.of("b"), "it is not kept").toBeNull();
    views.open("a");
    await last("a").answer("One");
    emit(changed("a"));
    const newest = views.get("a");
    await last("a").answer("Two");
    expect((await newest).licenses[0]?.plan).toBe("Two");
  });

  it("are not followed any more once that has been stopped", async () => {
    const { views, last, count, emit, stop } = await start();
    views.open("a");
    await last("a").answer("One");
    stop();
    emit(changed("a"));
    expect(count()).toBe(1);
  });
});
