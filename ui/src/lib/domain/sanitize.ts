/**
 * Invisible characters that change how others are displayed: control characters, and marks that reverse the text
 * direction ("exe.png" for "gnp.exe"). Line breaks and tabs are allowed.
 */
// eslint-disable-next-line no-control-regex -- matching control characters is the purpose
const DECEIVING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Replaces each deceptive character of an untrusted text with a visible mark. */
export function sanitize(text: string): string {
  return text.replace(DECEIVING, "\ufffd");
}

/** The same for every string inside a value from the engine. */
export function sanitizeDeep<Value>(value: Value): Value {
  if (typeof value === "string") return sanitize(value) as Value;
  if (Array.isArray(value)) return value.map(sanitizeDeep) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sanitizeDeep(inner)])) as Value;
}
