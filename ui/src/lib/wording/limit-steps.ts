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

/** A step beyond this many times the maximum is not on the gauge, because it would leave no room for the rest. */
const FARTHEST = 2;

/** The count at the end of a gauge that has room for the maximum and the steps. */
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
      // An unknown behavior of a newer server is shown by its id, which says more than nothing.
      return behavior || t("steps.unknown");
  }
}

function modulesStop([first, ...more]: readonly string[]): string {
  if (first === undefined) return t("steps.modulesUnnamed");
  const name = moduleName(first);
  return more.length === 0 ? t("steps.moduleStops", { name }) : t("steps.modulesStop", { name, count: more.length });
}
