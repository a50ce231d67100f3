/** What the window remembers from one opening to the next. Never a secret: anyone at this computer can read it. */
type Name = "place" | "recent" | "theme" | "order" | "folded" | "span" | "language" | "noticesSeen";

const PREFIX = "license-watch.";

/** What is remembered under a name, whatever it is: it may be of an older version, so look before you use it. */
export function remembered(name: Name): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}

/** Remembers a value. Where the browser keeps nothing, nothing is remembered and all else works. */
export function remember(name: Name, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage that is full or switched off costs only the memory.
  }
}
