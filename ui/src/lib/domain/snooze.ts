import type { Snooze } from "../backend/types";
import { DAY } from "../time/countdown";

const HOUR = DAY / 24;

/** Until when the engine snoozes what is snoozed now: tomorrow means nine o'clock, local time. */
export function snoozedUntil(snooze: Snooze, now: number): number {
  switch (snooze) {
    case "hour":
      return now + HOUR;
    case "week":
      return now + 7 * DAY;
    case "tomorrow": {
      const at = new Date(now);
      return new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1, 9).getTime();
    }
  }
}
