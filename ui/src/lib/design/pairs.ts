import type { Look } from "./tokens";

/** A foreground color on a background color, and the contrast ratio that they need. */
export type Pair = { of: string; on: string; least: number };

/** Backgrounds; any of them may have any text on it. */
export const surfaces = [
  "surface-sidebar",
  "surface-page",
  "surface-card",
  "surface-sunken",
  "surface-raised",
  "surface-field",
  "surface-hover",
  "surface-selected",
] as const;
export const tones = ["calm", "soon", "critical", "ended", "problem", "quiet"] as const;
export const texts = ["text", "text-soft", "text-muted", "accent", ...tones] as const;

const washes = [...tones, "accent"].map((tone) => `${tone}-wash`);
const fills = ["accent-fill", "accent-fill-hover", "danger-fill", "danger-fill-hover"];

/** Contrast ratios of WCAG. Text needs AA, or AAA in high contrast; the countdown always needs AAA. */
const AA = 4.5;
const AAA = 7;
const NON_TEXT = 3;

/** Every pair that the styles use, with the contrast that it needs in a look. */
export function pairs(look: Look): readonly Pair[] {
  const text = look.endsWith("high contrast") ? AAA : AA;
  const on = (names: readonly string[], backgrounds: readonly string[], least: number) =>
    names.flatMap((name) => backgrounds.map((background) => ({ of: name, on: background, least })));
  return [
    ...on(["text"], ["surface-card", "surface-page"], AAA),
    ...on(texts, surfaces, text),
    ...on(["text", "text-soft", "text-muted"], washes, text),
    ...[...tones, "accent"].map((tone) => ({ of: tone, on: `${tone}-wash`, least: text })),
    ...on(["on-accent"], fills, text),
    ...on(["text"], ["surface-marked"], text),
    ...on(["on-hint"], ["surface-hint"], text),
    ...on(["line-control", "focus"], surfaces, NON_TEXT),
  ];
}
