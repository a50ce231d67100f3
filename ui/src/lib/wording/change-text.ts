import type { Change, LimitKind } from "../backend/types";
import { compact, number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { moduleName } from "./module-text";

/** What changed, in the user's words: the limit's or the module's name where it is known. */
export function subjectOf(change: Change): string {
  if (change.kind === "module_gained" || change.kind === "module_lost") {
    return moduleName(change.subject);
  }
  return isLimitKind(change.subject) ? t(`limit.${change.subject}`) : change.subject;
}

/** What is worth saying of a change's values: both, the one there is, or none. */
export function valuesOf(change: Change): string[] {
  const both = [change.before, change.after];
  if (both.every((value) => value === null)) return [];
  // A date that was added or removed shows both values; a license or a module is simply named.
  const shown = change.kind === "expiry_changed" ? both : both.filter((value) => value !== null);
  return shown.map((value) => valueOf(change, value));
}

/** A value before or after a change: dates, numbers and statuses as the user writes them, all else as is. */
function valueOf(change: Change, value: string | null): string {
  const isLimit = change.kind === "limit_raised" || change.kind === "limit_lowered";
  if (value === null) return t("changes.nothing");
  if (isLimit && value === "unlimited") return t("limit.unlimited");
  if (change.kind === "renewal_changed" && isRenewal(value)) return t(`renewal.${value}`);
  if (isLimit && /^\d{1,15}$/.test(value)) return number(Number(value));
  if (change.kind === "expiry_changed" && /^\d{4}-\d{2}-\d{2}T/.test(value)) {
    const instant = parseInstant(value);
    if (instant !== null) return compact(instant);
  }
  return value;
}

const limitKinds = new Set<string>([
  "active_users",
  "guest_users",
  "rooms_per_guest",
  "private_apps",
  "marketplace_apps",
  "monthly_active_contacts",
] satisfies LimitKind[]);

function isLimitKind(text: string): text is LimitKind {
  return limitKinds.has(text);
}

function isRenewal(text: string): text is "automatic" | "manual" {
  return text === "automatic" || text === "manual";
}
