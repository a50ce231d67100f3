import type { Look } from "./tokens";

/** A color on another, and the contrast that they need. */
export type Pair = { of: string; on: string; least: number };

/** Wherever text may stand: any of these may have any text on it. */
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
export const countdowns = ["countdown-calm", "countdown-soon", "countdown-critical", "countdown-ended"] as const;

const washes = [...tones, "accent"].map((tone) => `${tone}-wash`);
const fills = ["accent-fill", "accent-fill-hover", "danger-fill", "danger-fill-hover"];

/** WCAG: text by AA, the countdown by AAA, what is no text but has to be seen; all text by AAA where that is asked for. */
const AA = 4.5;
const AAA = 7;
const SEEN = 3;

/** Every pair in use, and what it has to reach in a look. */
export function pairs(look: Look): readonly Pair[] {
  const text = look.endsWith("high contrast") ? AAA : AA;
  const on = (names: readonly string[], grounds: readonly string[], least: number) =>
    names.flatMap((name) => grounds.map((ground) => ({ of: name, on: ground, least })));
  return [
    ...on(countdowns, ["surface-card", "surface-page"], AAA),
    ...on(texts, surfaces, text),
    ...on(["text", "text-soft", "text-muted"], washes, text),
    ...[...tones, "accent"].map((tone) => ({ of: tone, on: `${tone}-wash`, least: text })),
    ...on(["on-accent"], fills, text),
    ...on(["text"], ["surface-marked"], text),
    ...on(["on-hint"], ["surface-hint"], text),
    ...on(["line-control", "focus"], surfaces, SEEN),
  ];
}
