/** What the window remembers from one opening to the next. Never a secret: anyone at this computer can read it. */
type Name = "place" | "recent" | "theme" | "order" | "folded" | "span" | "language" | "noticesSeen";

const PREFIX = "license-watch.";

/** What is about the person at the window, whichever workspaces it shows. */
const ofThePerson: ReadonlySet<Name> = new Set<Name>(["theme", "language"]);

/** What is remembered of workspaces that are not real, until one leaves them. */
let aside: Map<Name, unknown> | null = null;

/** From now on what is about workspaces is remembered aside, for as long as that lasts, or for good again. */
export function useTemporaryStorage(on: boolean): void {
  aside = on ? new Map() : null;
}

/** What is remembered under a name, whatever it is: it may be of an older version, so look before you use it. */
export function loadItem(name: Name): unknown {
  if (aside && !ofThePerson.has(name)) return aside.get(name) ?? null;
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}

/** Forgets all of it; beside workspaces that are not real, only what is remembered of those. */
export function clearStorage(): void {
  if (aside) {
    aside.clear();
    return;
  }
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // Where the browser keeps nothing, there is nothing to forget.
  }
}

/** Remembers a value. Where the browser keeps nothing, nothing is remembered and all else works. */
export function saveItem(name: Name, value: unknown): void {
  if (aside && !ofThePerson.has(name)) {
    aside.set(name, value);
    return;
  }
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage that is full or switched off costs only the memory.
  }
}
