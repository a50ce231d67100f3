import type { Cause, Change, LimitKind } from "../backend/types";
import { compact, date, number, percent, when } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { DAY, parseInstant } from "../time/countdown";
import { directionOf } from "../domain/changes";
import { headline } from "./deadline-text";
import { deadlineText } from "./status-line";
import { moduleName } from "./module-text";

/** The text of a reminder: a short title, and details. */
export type ReminderText = {
  title: string;
  /** `null` if the changes say it. */
  body: string | null;
  /** What changed, as far as it is shown, and how much more there is. */
  changes: readonly Change[];
  more: number;
};

type Due = Extract<Cause, { cause: "deadline" }>;

/** The most names or changes that are said. */
const MOST = 4;

/** The text of a reminder as of an instant: when it was shown, or now if it was not shown yet. */
export function reminderText(cause: Cause, at: number): ReminderText {
  switch (cause.cause) {
    case "deadline":
      return deadlineWords(cause, at);
    case "limit":
      return said(limitTitle(cause.kind, cause.percent), usedOf(cause.used, cause.max));
    case "forecast":
      return forecastWords(cause);
    case "changed":
      return {
        title: changedTitle(cause.changes),
        body: null,
        changes: cause.changes.slice(0, MOST),
        more: Math.max(0, cause.changes.length - MOST),
      };
    case "withdrawn":
      return said(t("notice.withdrawn"), t("notice.withdrawnWhat"));
    case "refused":
      return cause.code === "forbidden"
        ? said(t("notice.forbidden"), t("notice.forbiddenWhat"))
        : said(t("notice.refused"), t("notice.refusedWhat"));
    case "unread":
      return said(
        t("notice.unread", { count: daysBetween(cause.since, at) }),
        t("notice.unreadWhat", { date: dateOf(cause.since) }),
      );
    case "outdated":
      return said(
        t("notice.outdated", { count: daysBetween(cause.fetched_at, at) }),
        t("notice.outdatedWhat", { date: dateOf(cause.fetched_at) }),
      );
  }
}

function said(title: string, body: string): ReminderText {
  return { title, body, changes: [], more: 0 };
}

function deadlineWords(due: Due, at: number): ReminderText {
  const { deadline } = due;
  const instant = parseInstant(deadline.at) ?? at;
  const plan = due.plan || t("license.unnamedPlan");
  const what = deadline.kind === "modules_disabled" ? (moduleNames(deadline.modules) ?? plan) : plan;
  return said(deadlineTitle(due, instant, at), t("notice.deadlineOn", { what, date: compact(instant) }));
}

function deadlineTitle({ deadline, renewal }: Due, instant: number, at: number): string {
  const { kind, modules } = deadline;
  const renews = renewal === "automatic";
  if (kind === "modules_disabled" && modules.length === 0) {
    return instant > at ? t("notice.modulesStop", { when: when(instant, at) }) : t("notice.modulesStopped");
  }
  return instant > at
    ? deadlineText(deadline, instant, at, { trial: kind === "trial_end", auto_renew: renews })
    : headline({ at: instant, kind, modules }, renews, at);
}

function moduleNames(modules: readonly string[]): string | null {
  if (modules.length === 0) return null;
  const names = modules.slice(0, MOST).map(moduleName);
  const more = modules.length - names.length;
  return more > 0 ? t("notice.namesAndMore", { names: names.join(", "), count: more }) : names.join(", ");
}

function limitTitle(kind: LimitKind, share: number): string {
  const limit = t(`limit.${kind}`);
  return share >= 100 ? t("notice.limitFull", { limit }) : t("notice.limit", { limit, percent: percent(share / 100) });
}

function usedOf(used: number, max: number): string {
  return t("limit.usedOf", { used: number(used), max: number(max) });
}

function forecastWords({ kind, runs_out_at, ends_at }: Extract<Cause, { cause: "forecast" }>): ReminderText {
  const title = t("notice.forecast", { limit: t(`limit.${kind}`), date: dateOf(runs_out_at) });
  const end = parseInstant(ends_at);
  if (end === null) return said(title, t("notice.forecastRate"));
  return said(title, t("notice.forecastBefore", { count: daysBetween(runs_out_at, end), date: date(end) }));
}

/** What weighs most of several changes. */
function changedTitle(changes: readonly Change[]): string {
  const has = (kind: Change["kind"], direction: "better" | "worse") =>
    changes.some((change) => change.kind === kind && directionOf(change) === direction);
  if (has("license_lost", "worse")) return t("notice.changedLost");
  if (has("expiry_changed", "worse")) return t("notice.changedSooner");
  if (has("module_lost", "worse")) return t("notice.changedModulesLost");
  if (has("limit_lowered", "worse")) return t("notice.changedLowered");
  if (has("license_gained", "better")) return t("notice.changedGained");
  if (has("expiry_changed", "better")) return t("notice.changedLater");
  if (has("module_gained", "better")) return t("notice.changedModulesGained");
  if (has("limit_raised", "better")) return t("notice.changedRaised");
  return t("notice.changed");
}

function daysBetween(from: string, to: number): number {
  return Math.max(0, Math.floor((to - (parseInstant(from) ?? to)) / DAY));
}

/** A date; any other text as is. */
function dateOf(text: string): string {
  const instant = parseInstant(text);
  return instant === null ? text : date(instant);
}
