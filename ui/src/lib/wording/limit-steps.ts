import type { LimitKind, LimitStepView } from "../backend/types";
import { number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { moduleName } from "./module-text";

/** One step of a limit, for the eye: where it lies, what happens there, and whether that is so already. */
export type LimitStep = { at: number; words: string; reached: boolean };

/**
 * What happens at the steps of a limit, the nearest first. A step without a maximum never comes, and is left out. Where
 * nobody says how many are in use, no step is known to be reached.
 */
export function limitSteps(steps: readonly LimitStepView[], kind: LimitKind, used: number | null): LimitStep[] {
  return steps
    .flatMap((step) => (step.kind === kind && step.max !== null ? [{ ...step, max: step.max }] : []))
    .sort((a, b) => a.max - b.max)
    .map((step) => ({
      at: step.max,
      words: wordsOf(step, step.max),
      reached: used !== null && (refuses(step) ? used >= step.max : used > step.max),
    }));
}

/** A step that lies farther beyond the maximum has no place on the gauge: it would leave no room for the rest. */
const FARTHEST = 2;

/** So many make the whole of a gauge on which the maximum and the steps have their place. */
export function gaugeEnd(max: number, steps: readonly LimitStep[]): number {
  return Math.max(max, ...steps.map(({ at }) => at).filter((at) => at <= max * FARTHEST));
}

/** The one who would be too many is refused; all else happens when there are too many. */
function refuses({ behavior }: LimitStepView): boolean {
  return behavior === "prevent_action";
}

function wordsOf(step: LimitStepView, max: number): string {
  const fill = { max: number(max), what: consequenceOf(step) };
  return refuses(step) ? t("steps.at", fill) : t("steps.above", fill);
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
      // Of a behavior that only a newer server knows, its own name says more than nothing.
      return behavior || t("steps.unknown");
  }
}

function modulesStop([first, ...more]: readonly string[]): string {
  if (first === undefined) return t("steps.modulesUnnamed");
  const name = moduleName(first);
  return more.length === 0 ? t("steps.moduleStops", { name }) : t("steps.modulesStop", { name, count: more.length });
}
