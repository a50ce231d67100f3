import { dayAndTime } from "../i18n/days";
import { t } from "../i18n/i18n.svelte";
import type { ReminderChange } from "../state/reminders.svelte";

/** What was done to reminders: "3 reminders done". */
export function reminderChangeText({ what, ids, until }: ReminderChange, now: number): string {
  const count = ids.length;
  switch (what) {
    case "done":
      return t("inbox.changed_done", { count });
    case "snoozed":
      return t("inbox.changed_snoozed", { count, when: dayAndTime(until ?? now, now) });
    case "reopened":
      return t("inbox.changed_reopened", { count });
  }
}
