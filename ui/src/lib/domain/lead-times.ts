import type { LeadTimes } from "../backend/types";

/** The longest lead time, in days. */
export const LONGEST = 730;

/** The maximum number of lead times, including the day itself. */
export const MOST = 12;

/** Why a lead time cannot be added. */
export type LeadProblem = "not_days" | "known" | "too_many";

/** Adds a lead time, longest first; returns why if it is invalid. */
export function withLead(lead: LeadTimes, typed: string): LeadTimes | LeadProblem {
  const text = typed.trim();
  const days = Number(text);
  if (!/^\d{1,4}$/.test(text) || days > LONGEST) return "not_days";
  if (lead.includes(days)) return "known";
  if (lead.length >= MOST) return "too_many";
  return [...lead, days].sort((a, b) => b - a);
}
