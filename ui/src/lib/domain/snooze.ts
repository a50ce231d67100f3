import type { Snooze } from "../backend/types";
import { DAY } from "../time/countdown";

const HOUR = DAY / 24;

/** When a snooze that starts now ends, as the engine decides it: `tomorrow` is nine o'clock, local time. */
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
