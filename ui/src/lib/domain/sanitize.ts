/**
 * Characters that draw nothing and change how others are drawn: control characters, and marks that reverse the
 * direction of what follows ("exe.png" for "gnp.exe"). Line breaks and tabs stay.
 */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const DECEIVING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A stranger's text with each deceiving character made visible as a replacement mark. */
export function sanitize(text: string): string {
  return text.replace(DECEIVING, "\ufffd");
}

/** The same for every text inside a value that came from the engine. */
export function sanitizeDeep<Value>(value: Value): Value {
  if (typeof value === "string") return sanitize(value) as Value;
  if (Array.isArray(value)) return value.map(sanitizeDeep) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sanitizeDeep(inner)])) as Value;
}
