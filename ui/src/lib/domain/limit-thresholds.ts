import type { LimitSteps } from "../backend/types";

/** The maximum number of thresholds, including the full limit. */
export const MOST_STEPS = 6;

/** Why a threshold cannot be added. */
export type StepProblem = "not_percent" | "known" | "too_many";

/** Adds a threshold in percent, lowest first; returns why if it is invalid. */
export function withStep(steps: LimitSteps, typed: string): LimitSteps | StepProblem {
  const text = typed.trim().replace(/\s*%$/, "");
  const percent = Number(text);
  if (!/^\d{1,3}$/.test(text) || percent < 1 || percent > 100) return "not_percent";
  if (steps.includes(percent)) return "known";
  if (steps.length >= MOST_STEPS) return "too_many";
  return [...steps, percent].sort((a, b) => a - b);
}
