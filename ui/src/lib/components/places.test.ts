import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { openWindow } from "../../test/open-window";
import BannerColumn from "./shell/BannerColumn.svelte";
import PlaceLoading from "./shell/PlaceLoading.svelte";
import { OnDemand } from "../state/on-demand.svelte";
import { places } from "./places.svelte";

type Loads = () => Promise<{ default: typeof BannerColumn }>;
const load = vi.fn<Loads>();

beforeEach(() => {
  load.mockReset();
  load.mockRejectedValueOnce(new Error("no such chunk")).mockResolvedValue({ default: BannerColumn });
});

describe("a part of the window that cannot be loaded", () => {
  it("says what happened in place of the screen, and is loaded by a click", async () => {
    const place = new OnDemand(load);
    const view = render(PlaceLoading, { place });
    expect(place.component).toBeUndefined();
    const failure = await screen.findByTestId("place-failed");
    expect(failure).toHaveTextContent("could not be loaded");
    expect(failure).toHaveTextContent("no such chunk");
    expect(view.container.querySelector(".skeleton")).toBeNull();
    await userEvent.setup().click(screen.getByTestId("remedy"));
    await vi.waitFor(() => {
      expect(place.component).toBe(BannerColumn);
    });
    expect(screen.queryByTestId("place-failed")).toBeNull();
  });

  it("is not asked for again and again", async () => {
    load.mockRejectedValue(new Error("no such chunk"));
    const place = new OnDemand(load);
    for (let reads = 0; reads < 3; reads += 1) {
      expect(place.component).toBeUndefined();
      await vi.waitFor(() => {
        expect(place.failure).not.toBeNull();
      });
    }
    expect(load).toHaveBeenCalledOnce();
  });

  it("is loaded when it is needed, if that failed in advance", async () => {
    const place = new OnDemand(load);
    await expect(place.load()).rejects.toThrow("no such chunk");
    expect([place.failure, place.component]).toEqual([null, undefined]);
    await vi.waitFor(() => {
      expect(place.component).toBe(BannerColumn);
    });
  });

  it("is said above the screen, if it is a dialog", async () => {
    const { user } = await openWindow();
    places.keysDialog.failure = { code: "internal", message: "no such chunk", hint: "", server_said: null };
    expect(await screen.findByTestId("overlay-failed")).toHaveTextContent("no such chunk");
    await user.click(screen.getByTestId("remedy"));
    expect(screen.queryByTestId("overlay-failed")).toBeNull();
  });
});
