import { describe, expect, it } from "vitest";

import { groupColors } from "../domain/arrangement";
import { contrast } from "./contrast";
import { countdowns, pairs, tones } from "./pairs";
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
    // Half of black lets half of the white through.
    ["#00000080", "#ffffff", 4],
  ])("of %s on %s is %d", (color, behind, wanted) => {
    expect(contrast(color, behind)).toBeCloseTo(wanted, 2);
  });

  it("is not made up for what is no color", () => {
    expect(() => contrast("red", "#ffffff")).toThrow("red");
  });
});

describe.each(looks)("the tokens in %s", (look) => {
  it("stand far enough apart wherever they meet", () => {
    const tooClose = pairs(look)
      .map(({ of, on, least }) => ({ of, on, least, is: contrast(token(of, look), token(on, look)) }))
      .filter(({ is, least }) => is < least)
      .map(({ of, on, is, least }) => `${of} on ${on}: ${is.toFixed(2)} and not ${least}`);
    expect(tooClose).toEqual([]);
  });

  it("give the countdown seven to one on its card", () => {
    for (const name of countdowns) expect(contrast(token(name, look), token("surface-card", look))).toBeGreaterThan(7);
  });
});

describe("the colors of text in the styles", () => {
  it("are all judged above", () => {
    const judged = new Set(pairs("light").map(({ of }) => of));
    // Those of the tones are set by `[data-tone]`, which is looked at below.
    const used = named(/(?<![\w-])color:\s*var\(--([\w-]+)/g).filter((name) => !name.startsWith("tone"));
    expect(used.filter((name) => !judged.has(name))).toEqual([]);
    expect(used.length).toBeGreaterThan(8);
  });

  it("are set for every tone from what is judged", () => {
    expect(named(/\[data-tone="(\w+)"\]\s*{\s*--tone:/g)).toEqual([...tones].sort());
    expect(named(/--tone-countdown:\s*var\(--([\w-]+)\)/g)).toEqual([...countdowns].sort());
  });

  it("are tokens that there are", () => {
    const local = new Set(named(/--([\w-]+):/g));
    const handed = new Set(named(/style:--([\w-]+)/g));
    const used = named(/var\(--([\w-]+)/g).filter((name) => !name.startsWith("bits-"));
    expect(used.filter((name) => !tokenNames.includes(name) && !local.has(name) && !handed.has(name))).toEqual([]);
  });
});

describe("the colors of groups", () => {
  const surfaces = ["sidebar", "page", "card", "raised", "hover", "selected"].map((name) => `surface-${name}`);

  it.each(looks)("can be seen on every surface in %s, more so where more contrast is wished for", (look) => {
    const least = look.endsWith("high contrast") ? 4.5 : 3;
    const of = (name: string, surface: string) => contrast(token(`group-${name}`, look), token(surface, look));
    for (const surface of [...surfaces, "accent-wash"]) {
      for (const name of groupColors) expect(of(name, surface), `${name} on ${surface}`).toBeGreaterThanOrEqual(least);
    }
  });
});
