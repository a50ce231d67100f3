import type { UsageHistory } from "../backend/types";
import { DAY, parseInstant } from "../time/countdown";

/** How much of a limit was in use at one time; `max` is `null` where there was none. */
export type UsagePoint = { at: number; used: number; max: number | null };

/** The use of one limit over time, ready to be drawn. */
export type Usage = Pick<UsageHistory, "kind" | "forecast" | "rank"> & { points: UsagePoint[] };

/** A line needs two points, and so much time between the first and the last that it says something. */
const SHORTEST = DAY;

/** The histories that can be drawn, in the order in which limits are shown. */
export function drawable(histories: readonly UsageHistory[]): Usage[] {
  return histories
    .map(({ kind, samples, forecast, rank }) => ({ kind, forecast, rank, points: pointsOf(samples) }))
    .filter(({ points }) => (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0) >= SHORTEST);
}

/** The one that needs an admin most. */
export function mostUrgentUsage(usages: readonly Usage[]): Usage | undefined {
  return usages.toSorted((a, b) => a.rank - b.rank)[0];
}

/** The samples with their instants read, in order of time; what has no instant is left out. */
function pointsOf(samples: UsageHistory["samples"]): UsagePoint[] {
  return samples
    .flatMap(({ at, used, max }) => {
      const instant = parseInstant(at);
      return instant === null ? [] : [{ at: instant, used, max }];
    })
    .sort((a, b) => a.at - b.at);
}

/** One point for each day of the user's calendar, the newest first: what a table of the use shows. */
export function dailyPoints(points: readonly UsagePoint[]): UsagePoint[] {
  const days = new Map<string, UsagePoint>();
  for (const point of points) days.set(new Date(point.at).toDateString(), point);
  return [...days.values()].reverse();
}
