import type { LimitStepView, Trigger } from "../backend/types";
import { number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { moduleName } from "./module-text";

/** A step of a limit, worded: its count, what happens there, and whether it is reached. */
export type LimitStep = { at: number; words: string; reached: boolean };

/** The steps of a limit in their order. A step without a maximum never acts, and is left out. */
export function limitSteps(steps: readonly LimitStepView[]): LimitStep[] {
  return steps.flatMap((step) =>
    step.max === null ? [] : [{ at: step.max, words: wordsOf(step, step.max), reached: step.is_reached }],
  );
}

/** The part of a bar that the tail takes, in which everything beyond the maximum lies: as in `Bar.svelte`. */
const TAIL = 0.14;

/** About the part of a narrow bar that a digit takes, and the gap between two counts. */
const DIGIT = 0.018;
const GAP = 0.03;

/** A count under a bar, and where on it from 0 to 1. */
export type GaugeTick = { at: number; share: number };

/** The counts of the steps and the maximum, where they lie on a bar that ends at the maximum, with a tail beyond it. */
export function gaugeTicks(max: number, used: number, steps: readonly Pick<LimitStep, "at">[]): GaugeTick[] {
  const counts = [...new Set([max, ...steps.map(({ at }) => at)])].sort((one, other) => one - other);
  const end = Math.max(used, ...counts);
  const scale = end > max ? 1 - TAIL : 1;
  const share = (at: number) =>
    at <= max ? (max > 0 ? (at / max) * scale : 0) : scale + ((at - max) / (end - max)) * (1 - scale);
  // The maximum and the last step matter most.
  const kept: GaugeTick[] = [];
  const width = (at: number) => number(at).length * DIGIT;
  for (const at of [max, ...counts.filter((count) => count !== max).reverse()]) {
    const tick = { at, share: share(at) };
    // A count is centered at its place; at the end of the bar it is aligned with that.
    const isApart = (one: GaugeTick) =>
      Math.abs(one.share - tick.share) >= Math.max(width(one.at), width(at)) * 1.5 + GAP;
    if (kept.every(isApart)) kept.push(tick);
  }
  return kept.sort((one, other) => one.share - other.share);
}

const places = { at_maximum: "steps.at", above_maximum: "steps.above" } as const satisfies Record<Trigger, string>;

function wordsOf(step: LimitStepView, max: number): string {
  return t(places[step.trigger], { max: number(max), what: consequenceOf(step) });
}

function consequenceOf({ behavior, modules }: LimitStepView): string {
  switch (behavior) {
    case "invalidate_license":
    case "start_fair_policy":
    case "prevent_action":
    case "prevent_installation":
    case "allow_action":
      return t(`steps.${behavior}`);
    case "disable_modules":
      return modulesStop(modules);
    default:
      // An unknown behavior of a newer server is shown by its id, which says more than nothing.
      return behavior || t("steps.unknown");
  }
}

function modulesStop([first, ...more]: readonly string[]): string {
  if (first === undefined) return t("steps.modulesUnnamed");
  const name = moduleName(first);
  return more.length === 0 ? t("steps.moduleStops", { name }) : t("steps.modulesStop", { name, count: more.length });
}
