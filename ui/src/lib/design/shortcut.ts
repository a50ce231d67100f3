/** Whether this computer's people press Cmd where others press Ctrl. */
export function usesCommandKey(): boolean {
  return /mac/i.test(navigator.platform);
}

/** A shortcut as it is written on this computer: "Ctrl+K", "⌘K". */
export function shortcut(key: string, shift = false): string {
  return usesCommandKey() ? `${shift ? "⇧" : ""}⌘${key}` : `Ctrl+${shift ? "Shift+" : ""}${key}`;
}

/** The same for `aria-keyshortcuts`. */
export function ariaShortcut(key: string, shift = false): string {
  return `${usesCommandKey() ? "Meta" : "Control"}+${shift ? "Shift+" : ""}${key}`;
}
