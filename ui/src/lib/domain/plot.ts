import type { UsagePoint } from "./usage";
import { DAY } from "../time/countdown";

/** What is to be drawn. */
export type PlotInput = {
  points: readonly UsagePoint[];
  /** When the limit runs out at the present rate. */
  runsOut: number | null;
  /** When the license ends. */
  licenseEnds: number | null;
  now: number;
};

/** The area of the lines within the picture, in pixels. */
export type PlotArea = { left: number; top: number; right: number; bottom: number };

/** A mark on the axis of time, and what of its date distinguishes it from its neighbors. */
export type TimeTick = { at: number; x: number; unit: "day" | "month" | "year" };

/** Everything of a plot that is a matter of numbers. */
export type Plot = {
  x: (at: number) => number;
  y: (value: number) => number;
  /** The line of the use, and the area below it. */
  use: string;
  ground: string;
  /** The maximum, step by step. */
  maximum: string;
  /** Where today's maximum is labelled; `null` if there is no line to label. */
  maximumAt: { x: number; y: number; value: number } | null;
  /** Whether it was higher before: then its label is below the line, clear of the step. */
  maximumFell: boolean;
  /** Whether the maximum lies so far above that the line of the use would be flat under it. */
  maximumAbove: number | null;
  /** The dashed way on to the maximum. */
  forecast: string | null;
  /** Where the forecast meets it, when that is in the picture. */
  crossing: { x: number; y: number } | null;
  today: number;
  licenseEnd: number | null;
  valueTicks: { value: number; y: number }[];
  timeTicks: TimeTick[];
};

/** Above this many times the use a maximum is named and not drawn. */
const FAR_ABOVE = 8;

/** Lays out the use of a limit; at least two points are needed, oldest first. */
export function plotOf({ points, runsOut, licenseEnds, now }: PlotInput, area: PlotArea): Plot {
  const first = points[0]?.at ?? now;
  const last = points.at(-1) ?? { at: now, used: 0, max: null };
  const begun = Math.max(now, last.at);
  // Not much farther ahead than one looks back: what lies beyond would squeeze what is known.
  const farthest = begun + Math.max((begun - first) * 1.25, 30 * DAY);
  const ahead = (at: number | null, beyond: number) => {
    if (at === null || at <= begun) return begun;
    return at <= farthest ? at : beyond;
  };
  // What runs out later still is shown on its way.
  const end = Math.max(ahead(runsOut, begun + (begun - first) / 4), ahead(licenseEnds, begun));
  const to = end > begun ? end + (end - first) * 0.02 : begun;

  const mostUsed = Math.max(...points.map(({ used }) => used), 1);
  const isNear = (max: number | null): max is number => max !== null && max <= mostUsed * FAR_ABOVE;
  const nearest = Math.max(...points.map(({ max }) => (isNear(max) ? max : 0)), mostUsed);
  const valueTicks = niceTicks(nearest);
  const top = Math.max(nearest * 1.08, valueTicks.at(-1) ?? 1);

  const x = (at: number) => area.left + ((at - first) / Math.max(1, to - first)) * (area.right - area.left);
  const y = (value: number) => area.bottom - (value / top) * (area.bottom - area.top);
  const use = points
    .map(({ at, used }, index) => `${index === 0 ? "M" : "L"}${round(x(at))} ${round(y(used))}`)
    .join("");

  const meets = runsOut !== null && runsOut > last.at && isNear(last.max) ? { at: runsOut, max: last.max } : null;
  const inSight = meets && meets.at <= to ? { x: x(meets.at), y: y(meets.max) } : null;
  return {
    x,
    y,
    use,
    ground: `${use}L${round(x(last.at))} ${round(area.bottom)}L${round(area.left)} ${round(area.bottom)}Z`,
    maximum: steps(
      points.map(({ at, max }) => ({ at, max: isNear(max) ? max : null })),
      to,
      x,
      y,
    ),
    maximumAt: isNear(last.max) ? { x: x(lastStepOf(points)), y: y(last.max), value: last.max } : null,
    maximumFell: points.some(({ max }) => isNear(max) && max > (last.max ?? Infinity)),
    maximumAbove: last.max !== null && !isNear(last.max) ? last.max : null,
    forecast: meets ? way(last, meets, to, x, y) : null,
    crossing: inSight,
    today: x(begun),
    licenseEnd: licenseEnds !== null && licenseEnds > first && licenseEnds <= to ? x(licenseEnds) : null,
    valueTicks: valueTicks.map((value) => ({ value, y: y(value) })),
    timeTicks: timeTicks(first, to, area.right - area.left).map((tick) => ({ ...tick, x: x(tick.at) })),
  };
}

/** The point that is nearest to this place on the axis of time. */
export function nearestPoint(points: readonly UsagePoint[], at: number): number {
  let best = 0;
  points.forEach((point, index) => {
    if (Math.abs(point.at - at) <= Math.abs((points[best]?.at ?? 0) - at)) best = index;
  });
  return best;
}

/** Three to five round numbers from zero up, the highest of them not above `most` by more than a step. */
export function niceTicks(most: number): number[] {
  const rough = most / 3.5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * magnitude >= rough) ?? 10;
  // There are no half seats.
  const step = Math.max(1, factor === 2.5 && magnitude < 10 ? 5 * magnitude : factor * magnitude);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

type Scale = (value: number) => number;

/** From step to step: a maximum holds until another is seen; the last one holds to the edge. */
function steps(points: readonly Pick<UsagePoint, "at" | "max">[], to: number, x: Scale, y: Scale): string {
  let path = "";
  let before: number | null = null;
  for (const { at, max } of points) {
    if (max === before) continue;
    if (before !== null) path += `H${round(x(at))}`;
    if (max !== null) path += before === null ? `M${round(x(at))} ${round(y(max))}` : `V${round(y(max))}`;
    before = max;
  }
  return before === null ? path : `${path}H${round(x(to))}`;
}

function lastStepOf(points: readonly UsagePoint[]): number {
  const max = points.at(-1)?.max;
  const other = points.findLastIndex((point) => point.max !== max);
  return points[other + 1]?.at ?? 0;
}

/** The straight way from the last point to where the limit runs out, cut off at the edge of the picture. */
function way(last: UsagePoint, meets: { at: number; max: number }, to: number, x: Scale, y: Scale): string {
  const share = Math.min(1, (to - last.at) / (meets.at - last.at));
  const at = last.at + (meets.at - last.at) * share;
  const value = last.used + (meets.max - last.used) * share;
  return `M${round(x(last.at))} ${round(y(last.used))}L${round(x(at))} ${round(y(value))}`;
}

/** So much room a date on the axis needs. */
const TICK_ROOM = 62;

function timeTicks(from: number, to: number, width: number): Omit<TimeTick, "x">[] {
  const most = Math.max(2, Math.floor(width / TICK_ROOM));
  const days = (to - from) / DAY;
  return days / most < 16 && days < 75 ? dayTicks(from, to, days, most) : monthTicks(from, to, days, most);
}

function dayTicks(from: number, to: number, days: number, most: number): Omit<TimeTick, "x">[] {
  const every = [1, 2, 7, 14].find((step) => days / step <= most) ?? 28;
  const day = new Date(from);
  day.setHours(24, 0, 0, 0);
  const ticks: Omit<TimeTick, "x">[] = [];
  for (; day.getTime() <= to; day.setDate(day.getDate() + every)) ticks.push({ at: day.getTime(), unit: "day" });
  return ticks;
}

function monthTicks(from: number, to: number, days: number, most: number): Omit<TimeTick, "x">[] {
  const every = [1, 2, 3, 6].find((step) => days / 30 / step <= most) ?? 12 * Math.ceil(days / 365 / most);
  const begin = new Date(from);
  const ticks: Omit<TimeTick, "x">[] = [];
  for (let month = begin.getMonth() + 1; ; month += 1) {
    const first = new Date(begin.getFullYear(), month, 1);
    if (first.getTime() > to) return ticks;
    if ((first.getFullYear() * 12 + first.getMonth()) % every !== 0) continue;
    ticks.push({ at: first.getTime(), unit: first.getMonth() === 0 ? "year" : "month" });
  }
}

/** Tenths of a pixel are as fine as anybody sees. */
function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
