import { render, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import Bar from "./Bar.svelte";

const shares = (selector: string) =>
  [...document.querySelectorAll<HTMLElement>(selector)].map((part) => Number(part.style.getPropertyValue("--share")));

describe("a bar", () => {
  it("is filled by the share of the maximum, wherever the marks are", () => {
    render(Bar, { value: 41, max: 50, marks: [{ at: 40, reached: true }, { at: 50 }, { at: 60 }, { at: 75 }] });
    // The scale, then the tail, which has its own.
    expect(shares(".fill")).toEqual([0.82, 0]);
    expect(shares(".scale:not(.tail) .mark")).toEqual([0.8, 1]);
    expect(shares(".tail .mark")).toEqual([0.4, 1]);
  });

  it("has no tail unless something lies beyond the maximum", () => {
    render(Bar, { value: 50, max: 50, marks: [{ at: 25 }] });
    expect(document.querySelector(".tail")).toBeNull();
  });

  it("is full and continues in the tail when the value is over the maximum", () => {
    render(Bar, { value: 60, max: 50, marks: [{ at: 70 }] });
    expect(shares(".fill")).toEqual([1, 0.5]);
  });

  it("is full when nothing is included and something is in use", () => {
    render(Bar, { value: 3, max: 0 });
    expect(shares(".fill")[0]).toBe(1);
  });

  it("is a meter only with a label", () => {
    const { unmount } = render(Bar, { value: 60, max: 50, label: "Seats", text: "60 of 50" });
    const meter = screen.getByRole("meter", { name: "Seats" });
    expect(meter).toHaveAttribute("aria-valuenow", "60");
    expect(meter).toHaveAttribute("aria-valuemax", "60");
    expect(meter).toHaveAttribute("aria-valuetext", "60 of 50");
    unmount();
    render(Bar, { value: 60, max: 50 });
    expect(screen.queryByRole("meter")).toBeNull();
  });
});
