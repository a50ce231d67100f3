import type { DeadlineView, WorkspaceView } from "../backend/types";
import { type Tone } from "../design/tone";
import { nearnessTones } from "./tone";

/** How many months the timeline shows. */
export const spans = [1, 3, 12] as const;

/** One of the spans of the timeline, in months. */
export type Span = (typeof spans)[number];

/** A deadline of a workspace, as a point of time. */
export type Point = { workspace: Pick<WorkspaceView, "id" | "name">; deadline: DeadlineView; at: number; tone: Tone };

/** Points that stand so close that they are drawn as one mark, at `place` from 0 (today) to 1 (the end). */
export type Mark = { place: number; tone: Tone; points: [Point, ...Point[]] };

/** A line across the timeline: the beginning of a month or, where the month is wide, of a week. */
export type Tick = { at: number; place: number; kind: "month" | "week" };

/** The end of the timeline: so many months of the calendar from now on. */
export function endOf(span: Span, now: number): number {
  const end = new Date(now);
  const day = end.getDate();
  end.setMonth(end.getMonth() + span);
  // 31 January and a month is the last of February and not 3 March.
  if (end.getDate() !== day) end.setDate(0);
  return end.getTime();
}

/** What the workspaces have ahead up to the end, soonest first. */
export function pointsUntil(end: number, workspaces: readonly WorkspaceView[]): Point[] {
  return workspaces
    .flatMap(({ id, name, timeline }) =>
      timeline.map((deadline) => ({
        workspace: { id, name },
        deadline,
        at: Date.parse(deadline.at),
        tone: nearnessTones[deadline.nearness],
      })),
    )
    .filter(({ at }) => at <= end)
    .sort((a, b) => a.at - b.at);
}

/** How many points there are in each month that has any; the months by their beginning. */
export function perMonth(points: readonly Point[]): { begins: number; count: number }[] {
  const months: { begins: number; count: number }[] = [];
  let next = Number.NEGATIVE_INFINITY;
  for (const { at } of points) {
    const last = months.at(-1);
    if (last && at < next) {
      last.count += 1;
      continue;
    }
    const day = new Date(at);
    months.push({ begins: new Date(day.getFullYear(), day.getMonth()).getTime(), count: 1 });
    next = new Date(day.getFullYear(), day.getMonth() + 1).getTime();
  }
  return months;
}

/** The points as marks of which no two are nearer than `gap`, a share of the whole length. */
export function marks(points: readonly Point[], now: number, end: number, gap: number): Mark[] {
  const clusters: { first: number; points: [Point, ...Point[]] }[] = [];
  for (const point of points) {
    const place = (point.at - now) / (end - now);
    const last = clusters.at(-1);
    if (last && place - last.first < gap) last.points.push(point);
    else clusters.push({ first: place, points: [point] });
  }
  return clusters.map((cluster) => ({ place: cluster.first, tone: worst(cluster.points), points: cluster.points }));
}

/** Where months begin and, up to three months, weeks too (on Mondays). */
export function ticks(now: number, end: number, span: Span): Tick[] {
  const found: Tick[] = [];
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  for (day.setDate(day.getDate() + 1); day.getTime() < end; day.setDate(day.getDate() + 1)) {
    const kind = day.getDate() === 1 ? "month" : span < 12 && day.getDay() === 1 ? "week" : null;
    if (kind) found.push({ at: day.getTime(), place: (day.getTime() - now) / (end - now), kind });
  }
  return found;
}

/** The next span in a direction: 1 shows more time, -1 less; at the ends it stays. */
export function zoomed(span: Span, by: 1 | -1): Span {
  return spans[Math.min(spans.length - 1, Math.max(0, spans.indexOf(span) + by))] ?? span;
}

const order: readonly Tone[] = ["quiet", "calm", "problem", "soon", "critical", "ended"];

function worst(points: [Point, ...Point[]]): Tone {
  return points.reduce<Tone>(
    (tone, point) => (order.indexOf(point.tone) > order.indexOf(tone) ? point.tone : tone),
    "quiet",
  );
}
