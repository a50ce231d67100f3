import { describe, expect, it } from "vitest";

import { groupColors } from "../domain/arrangement";
import tokens from "./tokens.css?raw";

/** The values of a token, light and dark; as often as it is set. */
function values(name: string): [string, string][] {
  return [...tokens.matchAll(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`, "g"))].map(
    ([, light = "", dark = ""]) => [light, dark],
  );
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe("the colors of groups", () => {
  const surfaces = ["sidebar", "page", "card", "raised", "hover", "selected"].map((name) => `surface-${name}`);

  it.each(groupColors)("%s can be seen on every surface, more so where more contrast is wished for", (name) => {
    const [usual, more] = values(`group-${name}`);
    for (const surface of [...surfaces, "accent-wash"]) {
      const [ground, strong] = values(surface);
      for (const mode of [0, 1] as const) {
        expect(contrast(usual?.[mode] ?? "", ground?.[mode] ?? ""), surface).toBeGreaterThanOrEqual(3);
        expect(contrast(more?.[mode] ?? "", (strong ?? ground)?.[mode] ?? ""), surface).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
