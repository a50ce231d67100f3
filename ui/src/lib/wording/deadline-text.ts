import type { Deadline } from "../domain/deadlines";
import { t } from "../i18n/i18n.svelte";

/** What happens at a deadline, or what happened there. A license that renews itself does not simply expire. */
export function headline({ at, kind, modules }: Deadline, renews: boolean, now: number): string {
  const past = at <= now;
  if (kind === "modules_disabled") {
    return t(past ? "deadline.modules_disabledPast" : "deadline.modules_disabled", { count: modules.length });
  }
  const name = kind === "expiry" && renews ? "renewal" : kind;
  return past ? t(`deadline.${name}Past`) : t(`deadline.${name}`);
}

/** What a deadline ahead means for the workspace; where the modules that stop are named, they say it themselves. */
export function consequence({ at, kind, modules }: Deadline, renews: boolean, now: number): string | null {
  if (at <= now || (kind === "modules_disabled" && modules.length > 0)) return null;
  return t(kind === "expiry" && renews ? "deadline.renewalWhat" : `deadline.${kind}What`);
}
