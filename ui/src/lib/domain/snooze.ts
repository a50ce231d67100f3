import type { Snooze } from "../backend/types";
import { DAY } from "../time/countdown";

const HOUR = DAY / 24;

/** Until when the engine puts off what is put off now: tomorrow is its nine o'clock on this computer. */
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
