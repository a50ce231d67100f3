import type { DeadlineView, WorkspaceView } from "../backend/types";
import { type Tone } from "../design/tone";
import { nearnessTones } from "./tone";

/** The ranges of the timeline, in months. */
export const spans = [1, 3, 12] as const;

export type Span = (typeof spans)[number];

/** A deadline of a workspace; `at` is in milliseconds since 1970. */
export type Point = { workspace: Pick<WorkspaceView, "id" | "name">; deadline: DeadlineView; at: number; tone: Tone };

/** Points that are too close to draw apart, as one mark; `place` is from 0 (today) to 1 (the end). */
export type Mark = { place: number; tone: Tone; points: [Point, ...Point[]] };

/** The deadlines of a week or a month as a bar; `place` and `length` are fractions of the timeline. */
export type Bar = { place: number; length: number; tone: Tone; points: [Point, ...Point[]] };

/** Where a mark's label is: beside it, or in a lane below; `room` is its maximum width in pixels. */
export type Label = { lane: 0 | 1 | 2; room: number };

/** From this many deadlines on, marks would merge to a row of numbers, and bars say more. */
export const BARS_FROM = 30;

/** A vertical line of the timeline: the start of a month or, if there is room, of a week. */
export type Tick = { at: number; place: number; kind: "month" | "week" };

/** The end of the timeline: this many calendar months from now. */
export function endOf(span: Span, now: number): number {
  const end = new Date(now);
  const day = end.getDate();
  end.setMonth(end.getMonth() + span);
  // A month after 31 January is the last day of February, not 3 March.
  if (end.getDate() !== day) end.setDate(0);
  return end.getTime();
}

/** The deadlines of all workspaces up to the end, soonest first. */
export function pointsUntil(end: number, workspaces: readonly WorkspaceView[]): Point[] {
  return workspaces
    .flatMap(({ id, name, stops }) =>
      stops.map((deadline) => ({
        workspace: { id, name },
        deadline,
        at: Date.parse(deadline.at),
        tone: nearnessTones[deadline.nearness],
      })),
    )
    .filter(({ at }) => at <= end)
    .sort((a, b) => a.at - b.at);
}

/** The number of points in each month that has any, by the start of the month. */
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

/** Merges points into marks that are at least `gap` apart, as a fraction of the length. */
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

/** The deadlines by month or, in ranges of up to three months, by week; those without any are left out. */
export function bars(points: readonly Point[], now: number, end: number, span: Span): Bar[] {
  const kind = span === 12 ? "month" : "week";
  const isEdge = (tick: Tick) => (kind === "month" ? tick.kind === "month" : new Date(tick.at).getDay() === 1);
  const edges = [
    now,
    ...ticks(now, end, span)
      .filter(isEdge)
      .map(({ at }) => at),
    end,
  ];
  return edges.slice(0, -1).flatMap((from, index) => {
    const to = edges[index + 1] ?? end;
    const [first, ...more] = points.filter(({ at }) => at >= from && (at < to || to === end));
    if (!first) return [];
    const found: [Point, ...Point[]] = [first, ...more];
    return [
      { place: (from - now) / (end - now), length: (to - from) / (end - now), tone: worst(found), points: found },
    ];
  });
}

/**
 * Which marks have a label, and where: nearest first, because what is urgent must be named. A label is beside its mark
 * where the next one leaves room for it, and else in the first lane below that is free.
 */
export function labels(
  shown: readonly Mark[],
  width: number,
  sizes: { gap: number; least: number; wanted: (mark: Mark) => number },
): (Label | null)[] {
  const free = { 1: 0, 2: 0 };
  return shown.map((mark, index) => {
    const from = mark.place * width;
    const wanted = sizes.wanted(mark);
    const beside = (shown[index + 1]?.place ?? 1) * width - from - sizes.gap;
    const below = width - from;
    const lane = below < sizes.least ? undefined : ([1, 2] as const).find((one) => from >= free[one]);
    // After the last mark, a lane has hardly more room.
    const enough = index === shown.length - 1 ? sizes.least : wanted;
    if (beside >= enough || (beside >= sizes.least && lane === undefined)) return { lane: 0, room: Math.floor(beside) };
    if (lane === undefined) return null;
    free[lane] = from + Math.min(wanted, below) + sizes.gap / 2;
    return { lane, room: Math.floor(Math.min(wanted, below)) };
  });
}

/** The starts of months and, in ranges of up to three months, of weeks (Mondays). */
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

/** The next range: 1 shows more time, -1 less. Stays the same at the ends. */
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
