import { describe, expect, it } from "vitest";

import { groupColors } from "../domain/arrangement";
import { contrast } from "./contrast";
import { pairs, tones } from "./pairs";
import { looks, token, tokenNames } from "./tokens";

const files = import.meta.glob<string>(["/src/**/*.svelte", "/src/lib/design/*.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const styles = Object.values(files).join("\n");
const named = (pattern: RegExp) => [...new Set([...styles.matchAll(pattern)].map(([, name = ""]) => name))].sort();

describe("the contrast of two colors", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#000000", 21],
    ["#777777", "#ffffff", 4.48],
    ["#0000ff", "#ffffff", 8.59],
    ["#123456", "#123456", 1],
    // Black with 50 % opacity.
    ["#00000080", "#ffffff", 4],
  ])("of %s on %s is %d", (color, behind, expected) => {
    expect(contrast(color, behind)).toBeCloseTo(expected, 2);
  });

  it("is an error for anything but a hexadecimal color", () => {
    expect(() => contrast("red", "#ffffff")).toThrow("red");
  });
});

describe.each(looks)("the tokens in %s", (look) => {
  it("have enough contrast in every pair that is used", () => {
    const failing = pairs(look)
      .map(({ of, on, least }) => ({ of, on, least, is: contrast(token(of, look), token(on, look)) }))
      .filter(({ is, least }) => is < least)
      .map(({ of, on, is, least }) => `${of} on ${on}: ${is.toFixed(2)} instead of ${least}`);
    expect(failing).toEqual([]);
  });

  it("give the countdown a contrast above 7 : 1 on its card", () => {
    expect(contrast(token("text", look), token("surface-card", look))).toBeGreaterThan(7);
  });
});

describe("the colors of text in the styles", () => {
  it("are all in a tested pair", () => {
    const tested = new Set(pairs("light").map(({ of }) => of));
    // `[data-tone]` sets those of the tones; see the next test.
    const used = named(/(?<![\w-])color:\s*var\(--([\w-]+)/g).filter((name) => !name.startsWith("tone"));
    expect(used.filter((name) => !tested.has(name))).toEqual([]);
    expect(used.length).toBeGreaterThan(8);
  });

  it("are set for every tone, from tested colors", () => {
    expect(named(/\[data-tone="(\w+)"\]\s*{\s*--tone:/g)).toEqual([...tones].sort());
  });

  it("are tokens that exist", () => {
    const local = new Set(named(/--([\w-]+):/g));
    const inline = new Set(named(/style:--([\w-]+)/g));
    const used = named(/var\(--([\w-]+)/g).filter((name) => !name.startsWith("bits-"));
    expect(used.filter((name) => !tokenNames.includes(name) && !local.has(name) && !inline.has(name))).toEqual([]);
  });
});

describe("the colors of groups", () => {
  const surfaces = ["sidebar", "page", "card", "raised", "hover", "selected"].map((name) => `surface-${name}`);

  it.each(looks)("can be seen on every surface in %s, with more contrast in high contrast", (look) => {
    const least = look.endsWith("high contrast") ? 4.5 : 3;
    const of = (name: string, surface: string) => contrast(token(`group-${name}`, look), token(surface, look));
    for (const surface of [...surfaces, "accent-wash"]) {
      for (const name of groupColors) expect(of(name, surface), `${name} on ${surface}`).toBeGreaterThanOrEqual(least);
    }
  });
});
