import type { ChangeView } from "../backend/types";
import { compact, number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { moduleName } from "./module-text";

/** What changed: the name of the limit or module; empty if the kind says it all. */
export function subjectOf(change: ChangeView): string {
  switch (change.kind) {
    case "module_gained":
    case "module_lost":
      return moduleName(change.module);
    case "limit_raised":
    case "limit_lowered":
      return t(`limit.${change.limit}`);
    default:
      return "";
  }
}

/** The values of a change, formatted: both, the only one, or `null`. */
export function valuesOf(change: ChangeView): string[] {
  switch (change.kind) {
    case "license_gained":
    case "license_lost":
      return [change.plan];
    case "plan_changed":
    case "server_version_changed":
    case "address_changed":
      return [change.before, change.after];
    case "expiry_changed":
      return change.before === null && change.after === null ? [] : [end(change.before), end(change.after)];
    case "limit_raised":
    case "limit_lowered":
      return [maximum(change.before), maximum(change.after)];
    case "renewal_changed":
      return [t(`renewal.${change.before}`), t(`renewal.${change.after}`)];
    case "module_gained":
    case "module_lost":
    case "trial_started":
    case "trial_ended":
      return [];
  }
}

function end(at: string | null): string {
  const instant = parseInstant(at);
  return instant === null ? t("changes.nothing") : compact(instant);
}

function maximum(max: number | null): string {
  return max === null ? t("limit.unlimited") : number(max);
}
