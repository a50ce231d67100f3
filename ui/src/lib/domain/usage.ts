import type { UsageHistory } from "../backend/types";
import { DAY, parseInstant } from "../time/countdown";

/** A sample of a limit's usage; `at` is in milliseconds since 1970, and `max` is `null` if there was no maximum. */
export type UsagePoint = { at: number; used: number; max: number | null };

/** The usage of one limit over time, ready to be drawn. */
export type Usage = Pick<UsageHistory, "kind" | "forecast" | "rank"> & { points: UsagePoint[] };

/** A line needs two points that are at least this far apart, in milliseconds. */
const SHORTEST = DAY;

/** The histories that can be drawn, in the order in which limits are shown. */
export function drawable(histories: readonly UsageHistory[]): Usage[] {
  return histories
    .map(({ kind, samples, forecast, rank }) => ({ kind, forecast, rank, points: pointsOf(samples) }))
    .filter(({ points }) => (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0) >= SHORTEST);
}

/** The limit that needs an admin most. */
export function mostUrgentUsage(usages: readonly Usage[]): Usage | undefined {
  return usages.toSorted((a, b) => a.rank - b.rank)[0];
}

/** The samples sorted by time; those without a valid instant are left out. */
function pointsOf(samples: UsageHistory["samples"]): UsagePoint[] {
  return samples
    .flatMap(({ at, used, max }) => {
      const instant = parseInstant(at);
      return instant === null ? [] : [{ at: instant, used, max }];
    })
    .sort((a, b) => a.at - b.at);
}

/** The last point of each local day, newest first, for the table. */
export function dailyPoints(points: readonly UsagePoint[]): UsagePoint[] {
  const days = new Map<string, UsagePoint>();
  for (const point of points) days.set(new Date(point.at).toDateString(), point);
  return [...days.values()].reverse();
}
