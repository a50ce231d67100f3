/** What a key asks the window to do. */
export type Command =
  | { do: "switch"; to: number }
  | { do: "move"; by: 1 | -1 }
  | { do: "add" }
  | { do: "refresh" }
  | { do: "refresh_all" }
  | { do: "filter" };

/** What of a key press counts. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/**
 * The command behind a key press, or `null`. While a text is being written (`typing`), only keys with Ctrl or Cmd and
 * function keys count. Digits are read by their place on the keyboard, so that AZERTY has them too.
 */
export function commandFor(press: KeyPress, typing: boolean): Command | null {
  if (press.altKey) return null;
  if (press.key === "F5") return { do: press.shiftKey ? "refresh_all" : "refresh" };
  if (press.ctrlKey || press.metaKey) return withModifier(press);
  if (typing || press.shiftKey) return null;
  if (press.key === "j") return { do: "move", by: 1 };
  if (press.key === "k") return { do: "move", by: -1 };
  return null;
}

function withModifier(press: KeyPress): Command | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1] ?? /^([1-9])$/.exec(press.key)?.[1];
  if (digit && !press.shiftKey) return { do: "switch", to: Number(digit) - 1 };
  const key = press.key.toLowerCase();
  if (key === "r") return { do: press.shiftKey ? "refresh_all" : "refresh" };
  if (press.shiftKey) return null;
  if (key === "n") return { do: "add" };
  if (key === "k" || key === "f") return { do: "filter" };
  return null;
}

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
