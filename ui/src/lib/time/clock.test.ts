import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Clock } from "./clock.svelte";
import { DAY } from "./countdown";

const start = Date.parse("2026-11-24T12:00:10.500Z");

function hide(hidden: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

describe("the clock of the window", () => {
  let clock: Clock;
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers({ now: start });
    clock = new Clock();
    stop = clock.start();
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it("ticks at full minutes while no visible instant is near", () => {
    clock.watch(start + 3 * DAY);
    vi.advanceTimersByTime(49_000);
    expect(clock.now).toBe(start);
    vi.advanceTimersByTime(500);
    expect(clock.now).toBe(Date.parse("2026-11-24T12:01:00Z"));
  });

  it("ticks every second while a visible instant is less than a day away", () => {
    const unwatch = clock.watch(start + 60_000);
    vi.advanceTimersByTime(500);
    expect(clock.now).toBe(start + 500);
    vi.advanceTimersByTime(1_000);
    expect(clock.now).toBe(start + 1_500);

    unwatch();
    expect(clock.everySecond).toBe(false);
  });

  it("slows down once the instant has passed", () => {
    clock.watch(start + 2_000);
    expect(clock.everySecond).toBe(true);
    vi.advanceTimersByTime(3_000);
    expect(clock.everySecond).toBe(false);
    expect(vi.getTimerCount()).toBe(1);
  });

  it("stops while the window is hidden, and is correct immediately afterwards", () => {
    clock.watch(start + 60_000);
    hide(true);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(30_000);
    expect(clock.now).toBe(start);
    hide(false);
    expect(clock.now).toBe(start + 30_000);
  });

  it("keeps watching a shared instant until both watchers are gone", () => {
    const [one, other] = [clock.watch(start + 60_000), clock.watch(start + 60_000)];
    one();
    expect(clock.everySecond).toBe(true);
    other();
    expect(clock.everySecond).toBe(false);
  });

  it("follows the engine's time", () => {
    clock.setByEngine(Date.parse("2030-01-01T00:00:00Z"));
    expect(clock.now).toBe(Date.parse("2030-01-01T00:00:00Z"));
    vi.advanceTimersByTime(60_000);
    expect(clock.now).toBe(Date.parse("2030-01-01T00:01:00Z"));
  });
});
