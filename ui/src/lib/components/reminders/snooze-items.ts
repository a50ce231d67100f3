import AlarmClock from "@lucide/svelte/icons/alarm-clock";
import CalendarDays from "@lucide/svelte/icons/calendar-days";
import Sunrise from "@lucide/svelte/icons/sunrise";

import type { Snooze } from "../../backend/types";
import { snoozedUntil } from "../../domain/snooze";
import { dayAndTime } from "../../i18n/days";
import { t } from "../../i18n/i18n.svelte";

/** The menu items for how long to snooze. */
export function snoozeItems(now: number, snooze: (how: Snooze) => void) {
  const when = dayAndTime(snoozedUntil("tomorrow", now), now);
  return [
    { label: t("snooze.hour"), icon: AlarmClock, testid: "snooze-hour", run: () => snooze("hour") },
    { label: t("snooze.tomorrow", { when }), icon: Sunrise, testid: "snooze-tomorrow", run: () => snooze("tomorrow") },
    { label: t("snooze.week"), icon: CalendarDays, testid: "snooze-week", run: () => snooze("week") },
  ];
}
