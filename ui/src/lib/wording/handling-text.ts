import type { SummaryPart, WorkspaceView } from "../backend/types";
import { dayAndTime } from "../i18n/days";
import { ago } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import type { Handled } from "../state/workspaces.svelte";
import { parseInstant } from "../time/countdown";

/** What was decided about a workspace, in a few words; `null` if it is active. */
export function handlingText({ handling }: Pick<WorkspaceView, "handling">, now: number): string | null {
  switch (handling.is) {
    case "active":
      return null;
    case "acknowledged":
      return t("handling.acknowledged");
    case "snoozed":
      return t("handling.snoozed", { when: dayAndTime(Date.parse(handling.until), now) });
    case "archived":
      return t("handling.archived");
  }
}

/** What was just done to workspaces, for the line that undoes it. */
export function handledMessage({ what, names }: Handled): string {
  const [name = ""] = names;
  return names.length === 1 ? t(`handling.${what}One`, { name }) : t(`handling.${what}Many`, { count: names.length });
}

/** A part of the summary: as the engine words it, but with the time since the last check instead of the time of day. */
export function partText({ kind, text, at, ids }: SummaryPart, now: number): string {
  const checked = kind === "checked" ? parseInstant(at) : null;
  return checked === null ? text : t("handling.checked", { count: ids.length, when: ago(checked, now) });
}
