import { defaultSettings, type LeadTimes } from "../backend/types";

/** The lead times of an application in which none were changed, in days ahead. */
export const defaultLead: LeadTimes = defaultSettings.reminders.lead;

/** The longest time ahead, in days. */
export const WIDEST = 730;

/** The most times, with the day itself. */
export const MOST = 12;

/** Why a time cannot be added. */
export type LeadProblem = "not_days" | "known" | "too_many";

/** The times with one more, widest first, or why it cannot be one of them. */
export function withLead(lead: LeadTimes, typed: string): LeadTimes | LeadProblem {
  const text = typed.trim();
  const days = Number(text);
  if (!/^\d{1,4}$/.test(text) || days > WIDEST) return "not_days";
  if (lead.includes(days)) return "known";
  if (lead.length >= MOST) return "too_many";
  return [...lead, days].sort((a, b) => b - a);
}

/** The times without one. The day itself stays. */
export function withoutLead(lead: LeadTimes, days: number): LeadTimes {
  return lead.filter((other) => other === 0 || other !== days);
}

/** Whether both are the same times. */
export function sameLead(one: LeadTimes, other: LeadTimes): boolean {
  return one.length === other.length && one.every((days, index) => days === other[index]);
}
