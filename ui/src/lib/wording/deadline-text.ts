import type { DeadlineView } from "../backend/types";
import { t } from "../i18n/i18n.svelte";

/** What happens at a deadline, or happened there. Neither a license that renews itself nor a trial simply expires. */
export function deadlineTitle(deadline: DeadlineView): string {
  const { kind, modules, nearness, ends_trial: endsTrial } = deadline;
  const past = nearness === "passed";
  if (kind === "modules_disabled") {
    return t(past ? "deadline.modules_disabledPast" : "deadline.modules_disabled", { count: modules.length });
  }
  const name = endsTrial ? "trial_end" : isRenewal(deadline) ? "renewal" : kind;
  return past ? t(`deadline.${name}Past`) : t(`deadline.${name}`);
}

/**
 * The consequence of a deadline ahead, or of one that has passed and goes on; `null` if the modules that stop are listed,
 * which say it themselves.
 */
export function consequence(deadline: DeadlineView): string | null {
  const { kind, modules, nearness } = deadline;
  if ((nearness === "passed" && kind !== "actions_prevented") || (kind === "modules_disabled" && modules.length > 0))
    return null;
  return t(isRenewal(deadline) ? "deadline.renewalWhat" : `deadline.${kind}What`);
}

/** Whether a license ends there that renews itself. */
export function isRenewal({ kind, renewal }: DeadlineView): boolean {
  return kind === "expiry" && renewal === "automatic";
}
