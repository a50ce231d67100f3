/** The keys under which the window saves its state. Never a secret: anyone with access to this computer can read it. */
type Name =
  | "place"
  | "recent"
  | "theme"
  | "order"
  | "folded"
  | "reversed"
  | "density"
  | "timeline"
  | "span"
  | "language"
  | "noticesSeen";

const PREFIX = "license-watch.";

/** Preferences that apply to the sample workspaces, too. */
const preferences: ReadonlySet<Name> = new Set<Name>(["theme", "language"]);

/** State about the sample workspaces while they are shown; never written to disk. */
let temporary: Map<Name, unknown> | null = null;

/** Starts or stops keeping everything but preferences in memory, while sample workspaces are shown. */
export function useTemporaryStorage(on: boolean): void {
  temporary = on ? new Map() : null;
}

/** The saved value, or `null`. An older version may have written it, so validate it before use. */
export function loadItem(name: Name): unknown {
  if (temporary && !preferences.has(name)) return temporary.get(name) ?? null;
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}

/** Clears everything; while sample workspaces are shown, only what is about those. */
export function clearStorage(): void {
  if (temporary) {
    temporary.clear();
    return;
  }
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // Without storage there is nothing to clear.
  }
}

/** Saves a value. Does nothing if storage is unavailable. */
export function saveItem(name: Name, value: unknown): void {
  if (temporary && !preferences.has(name)) {
    temporary.set(name, value);
    return;
  }
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or disabled; the window works without it.
  }
}
