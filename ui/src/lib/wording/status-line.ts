import type { DeadlineReport, LicenseView, WorkspaceView } from "../backend/types";
import { when } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { licenseOf, soonestLicense, stopsNothing } from "../domain/deadlines";

/** The one line about a workspace in the list, and the instant on which it hangs (for the clock), if on any. */
export type StatusLine = { text: string; at: number | null };

/** What matters most about this workspace, in a few words. */
export function statusLine(workspace: WorkspaceView, now: number): StatusLine {
  switch (workspace.status) {
    case "lapsed":
      return lapsedLine(workspace, now);
    case "invalid":
      return plain(t("line.invalid"));
    case "community":
      return plain(t("line.community"));
    case "not_permitted":
      return plain(t("line.notPermitted"));
    case "unknown":
      return plain(workspace.error ? t(`failure.${workspace.error.code}`) : t("line.never"));
    case "valid":
    case "expiring":
    case "expired":
      return licensedLine(workspace, now);
  }
}

function plain(text: string): StatusLine {
  return { text, at: null };
}

function lapsedLine(workspace: WorkspaceView, now: number): StatusLine {
  const at = parseInstant(workspace.lapsed_at);
  return at === null ? plain(t("line.lapsedNoDate")) : { text: t("line.lapsed", { when: when(at, now) }), at };
}

function licensedLine(workspace: WorkspaceView, now: number): StatusLine {
  const license = soonestLicense(workspace);
  const next = workspace.next_deadline;
  const nextAt = parseInstant(next?.at);
  // Notices are the server's own warnings: nothing stops then, so they never push the end out of the line.
  if (next && nextAt !== null && nextAt > now && !(stopsNothing(next) && next.kind !== "not_yet_valid")) {
    return { text: deadlineText(next, nextAt, now, licenseOf(workspace, next.kind, nextAt) ?? license), at: nextAt };
  }
  const at = parseInstant(license?.expires_at);
  return at === null ? plain(t("line.noEnd")) : { text: endText(license, at, now), at };
}

/** What of a license words its end: a trial ends, and what renews itself renews. */
type Ending = Pick<LicenseView, "trial" | "auto_renew">;

/** A deadline ahead in a few words. */
export function deadlineText(deadline: DeadlineReport, at: number, now: number, license: Ending | null): string {
  const text = { when: when(at, now) };
  switch (deadline.kind) {
    case "modules_disabled":
      return t("line.modulesStop", { ...text, count: deadline.modules.length });
    case "trial_end":
      return t("line.trialEnds", text);
    case "fair_use":
      return t("line.fairUse", text);
    case "version_support_end":
      return t("line.supportEnds", text);
    case "not_yet_valid":
      return t("line.starts", text);
    case "expiry":
    case "admins_notified":
    case "users_notified":
    case "actions_prevented":
    case "installation_prevented":
      return endText(license, at, now);
  }
}

function endText(license: Ending | null, at: number, now: number): string {
  const text = { when: when(at, now) };
  const past = at <= now;
  if (license?.trial) return past ? t("line.trialEnded", text) : t("line.trialEnds", text);
  if (license?.auto_renew) return past ? t("line.renewalDue", text) : t("line.renews", text);
  return past ? t("line.expired", text) : t("line.expires", text);
}
