import type { DeadlineView, SeatsView, WorkspaceView } from "../backend/types";
import { date, day, exact, number, shortMonthOfYear, timeLeft } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { DAY, parseInstant } from "../time/countdown";
import { deadlineTitle, isRenewal } from "./deadline-text";
import { moduleName } from "./module-text";
import { stateText } from "./state-text";
import { whatStops } from "./stop-text";

/** From here on, a day without its year would be ambiguous. */
const YEAR = 330 * DAY;

/** What a cell of the overview says: two lines, and the exact instant or the whole text as a hint. */
export type CellText = { first: string; second: string | null; hint: string };

/** What stops next in a workspace and in how much time, such as "6 days · license expires"; `null` if nothing stops. */
export function nextStopText(workspace: WorkspaceView, now: number): { text: string; hint: string } | null {
  const next = workspace.stops[0];
  const at = parseInstant(next?.at);
  return next && at !== null ? { text: `${timeLeft(at, now)} · ${stopName(next, workspace)}`, hint: exact(at) } : null;
}

/** The next deadline of a workspace, with the number first: it must not be cut off where there is little room. */
export function nextDeadline(workspace: WorkspaceView, now: number): CellText {
  const next = workspace.stops[0];
  const at = parseInstant(next?.at);
  const state = stateText(workspace);
  const consequence = whatStops(workspace);
  const lead = nextStopText(workspace, now)?.text;
  if (!next || at === null || !lead) return { first: state, second: consequence, hint: consequence ?? state };
  if (isAbout(workspace, next)) {
    const second = [date(at), consequence].filter(Boolean).join(" · ");
    return { first: lead, second, hint: `${exact(at)}${consequence ? `\n${consequence}` : ""}` };
  }
  // Something else is more important than what stops next.
  return { first: state, second: `${lead} · ${date(at)}`, hint: exact(at) };
}

/** Whether the headline of a workspace is about its next stop, or about nothing that matters more. */
function isAbout({ headline }: WorkspaceView, next: DeadlineView): boolean {
  switch (headline.kind) {
    case "community":
    case "no_end":
      return true;
    case "ends":
    case "renews":
    case "trial_ends":
    case "modules_stop":
    case "becomes_read_only":
    case "support_ends":
      return headline.at === next.at;
    case "finding":
    case "end_unreadable":
    case "ended":
    case "renewal_missed":
    case "trial_ended":
    case "lapsed":
    case "not_honored":
    case "not_begun":
    case "not_permitted":
    case "never_read":
      return false;
  }
}

/** What stops, in two or three words after the time that is left. */
function stopName(next: DeadlineView, { headline }: Pick<WorkspaceView, "headline">): string {
  if (headline.kind === "trial_ends" && headline.at === next.at) return t("next.trial_end");
  if (isRenewal(next)) return t("next.renewal");
  switch (next.kind) {
    case "modules_disabled": {
      const [module, ...more] = next.modules;
      if (module !== undefined && more.length === 0) return t("steps.moduleStops", { name: moduleName(module) });
      return t("next.modules_disabled", { count: next.modules.length });
    }
    case "expiry":
    case "trial_end":
    case "version_support_end":
    case "read_only":
      return t(`next.${next.kind}`);
    case "fair_use":
    case "admins_notified":
    case "users_notified":
    case "not_yet_valid":
    case "actions_prevented":
    case "installation_prevented":
    case "modules_begin":
      return deadlineTitle(next);
  }
}

/** How many seats are in use and left: "41 / 50 · 9 left". */
export function seatsText(seats: SeatsView): { figures: string; rest: string | null } {
  const { used, max, left } = seats;
  if (used === null) return { figures: max === null ? t("limit.unlimited") : `– / ${number(max)}`, rest: null };
  if (max === null) return { figures: number(used), rest: t("limit.unlimited") };
  const over = seats.level === "over" ? used - max : 0;
  const rest = over > 0 ? t("limit.over", { count: over }) : left === null ? null : t("limit.left", { count: left });
  return { figures: `${number(used)} / ${number(max)}`, rest };
}

/** When the seats are full at the current rate; `null` if they do not fill up. */
export function runOutText({ runs_out_at: runsOut }: SeatsView, now: number): string | null {
  const at = parseInstant(runsOut);
  if (at === null) return null;
  // The day is obvious within a year, and too precise beyond.
  return t("seats.fullAround", { day: at - now < YEAR ? day(at) : shortMonthOfYear(at) });
}
