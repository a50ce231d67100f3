import type { LimitStepView, Trigger } from "../backend/types";
import { number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { moduleName } from "./module-text";

/** One step of a limit, for the eye: where it lies, what happens there, and whether it acts already. */
export type LimitStep = { at: number; words: string; reached: boolean };

/** What happens at the steps of a limit, in their order. A step without a maximum never acts, and is left out. */
export function limitSteps(steps: readonly LimitStepView[]): LimitStep[] {
  return steps.flatMap((step) =>
    step.max === null ? [] : [{ at: step.max, words: wordsOf(step, step.max), reached: step.is_reached }],
  );
}

/** A step that lies farther beyond the maximum has no place on the gauge: it would leave no room for the rest. */
const FARTHEST = 2;

/** So many make the whole of a gauge on which the maximum and the steps have their place. */
export function gaugeEnd(max: number, steps: readonly LimitStep[]): number {
  return Math.max(max, ...steps.map(({ at }) => at).filter((at) => at <= max * FARTHEST));
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
      // Of a behavior that only a newer server knows, its own name says more than nothing.
      return behavior || t("steps.unknown");
  }
}

function modulesStop([first, ...more]: readonly string[]): string {
  if (first === undefined) return t("steps.modulesUnnamed");
  const name = moduleName(first);
  return more.length === 0 ? t("steps.moduleStops", { name }) : t("steps.modulesStop", { name, count: more.length });
}
