import type { UsagePoint } from "./usage";
import { DAY } from "../time/countdown";

/** The input of a plot; instants are in milliseconds since 1970. */
export type PlotInput = {
  points: readonly UsagePoint[];
  /** When the limit runs out at the current rate. */
  runsOut: number | null;
  licenseEnds: number | null;
  now: number;
};

/** The plotting area within the picture, in pixels. */
export type PlotArea = { left: number; top: number; right: number; bottom: number };

/** A tick of the time axis, and the part of its date that distinguishes it from its neighbors. */
export type TimeTick = { at: number; x: number; unit: "day" | "month" | "year" };

/** The geometry of a plot, in pixels. */
export type Plot = {
  x: (at: number) => number;
  y: (value: number) => number;
  /** SVG paths: the line of the usage, and the area below it. */
  use: string;
  ground: string;
  /** SVG path: the maximum, as steps. */
  maximum: string;
  /** The position of the label of the current maximum; `null` if it is not drawn. */
  maximumAt: { x: number; y: number; value: number } | null;
  /** Whether it was higher before: then the label is below the line, to avoid the step. */
  maximumFell: boolean;
  /** Whether the maximum is so high that drawing it would flatten the line of the usage. */
  maximumAbove: number | null;
  /** SVG path: the dashed forecast up to the maximum. */
  forecast: string | null;
  /** Where the forecast meets the maximum, if that is within the plot. */
  crossing: { x: number; y: number } | null;
  today: number;
  licenseEnd: number | null;
  valueTicks: { value: number; y: number }[];
  timeTicks: TimeTick[];
};

/** A maximum of more than this many times the usage is labeled but not drawn. */
const FAR_ABOVE = 8;

/** Lays out a plot; needs at least two points, oldest first. */
export function plotOf({ points, runsOut, licenseEnds, now }: PlotInput, area: PlotArea): Plot {
  const first = points[0]?.at ?? now;
  const last = points.at(-1) ?? { at: now, used: 0, max: null };
  const begun = Math.max(now, last.at);
  // Looks at most about as far ahead as back, because more would squeeze what is known.
  const farthest = begun + Math.max((begun - first) * 1.25, 30 * DAY);
  const ahead = (at: number | null, beyond: number) => {
    if (at === null || at <= begun) return begun;
    return at <= farthest ? at : beyond;
  };
  // If it runs out later still, the plot shows the way there.
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

/** The index of the point nearest to a position on the time axis. */
export function nearestPoint(points: readonly UsagePoint[], at: number): number {
  let best = 0;
  points.forEach((point, index) => {
    if (Math.abs(point.at - at) <= Math.abs((points[best]?.at ?? 0) - at)) best = index;
  });
  return best;
}

/** Three to five round numbers from zero, the highest of which exceeds `most` by at most one step. */
export function niceTicks(most: number): number[] {
  const rough = most / 3.5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * magnitude >= rough) ?? 10;
  // There are no half seats.
  const step = Math.max(1, factor === 2.5 && magnitude < 10 ? 5 * magnitude : factor * magnitude);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

type Scale = (value: number) => number;

/** The maximum as steps: each holds until the next sample, the last one up to the edge. */
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

/** The line from the last point to where the limit runs out, clipped at the edge. */
function way(last: UsagePoint, meets: { at: number; max: number }, to: number, x: Scale, y: Scale): string {
  const share = Math.min(1, (to - last.at) / (meets.at - last.at));
  const at = last.at + (meets.at - last.at) * share;
  const value = last.used + (meets.max - last.used) * share;
  return `M${round(x(last.at))} ${round(y(last.used))}L${round(x(at))} ${round(y(value))}`;
}

/** The width of a date on the axis, in pixels. */
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

/** Rounds to a tenth of a pixel. */
function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
