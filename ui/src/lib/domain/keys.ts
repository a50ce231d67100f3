import type { Theme } from "./theme";

/** What a key or the palette asks the window to do. */
export type Command =
  | { do: "switch"; to: number }
  | { do: "move"; by: 1 | -1 }
  | { do: "add" }
  | { do: "refresh" }
  | { do: "refresh_all" }
  | { do: "filter" }
  | { do: "palette" }
  | { do: "keys" }
  | { do: "overview" }
  | { do: "reminders" }
  | { do: "settings" }
  | { do: "groups" }
  | { do: "move_to_group" }
  | { do: "undo" }
  | { do: "leave" }
  | { do: "step"; by: 1 | -1 }
  | { do: "theme"; theme: Theme };

/** What of a key press counts. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/**
 * The command behind a key press, or `null`. While a text is being written (`typing`), only keys with Ctrl or Cmd and
 * function keys count. Digits are read by their place on the keyboard, so that AZERTY has them too.
 */
export function commandFor(press: KeyPress, typing: boolean): Command | null {
  const step = stepFor(press);
  // Alt and an arrow go from word to word in a text on a Mac.
  if (step && !(typing && press.altKey)) return { do: "step", by: step };
  if (press.altKey) return null;
  if (press.key === "F5") return { do: press.shiftKey ? "refresh_all" : "refresh" };
  // In a text it takes back what was typed.
  if (typing && press.key.toLowerCase() === "z") return null;
  if (press.ctrlKey || press.metaKey) return withModifier(press);
  // Where "?" lies differs from keyboard to keyboard, and needs Shift on most.
  if (!typing && press.key === "?") return { do: "keys" };
  if (typing || press.shiftKey) return null;
  if (press.key === "Escape") return { do: "leave" };
  if (press.key === "j") return { do: "move", by: 1 };
  if (press.key === "k") return { do: "move", by: -1 };
  return null;
}

/** The way back and forward, as browsers have it: Alt and an arrow, or Cmd and a bracket. */
function stepFor({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyPress): 1 | -1 | null {
  if (ctrlKey || shiftKey || altKey === metaKey) return null;
  if (key === (altKey ? "ArrowLeft" : "[")) return -1;
  return key === (altKey ? "ArrowRight" : "]") ? 1 : null;
}

/** The way that a button on the side of a mouse leads, if it is one. */
export function stepForButton(button: number): 1 | -1 | null {
  if (button === 3) return -1;
  return button === 4 ? 1 : null;
}

function withModifier(press: KeyPress): Command | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1] ?? /^([1-9])$/.exec(press.key)?.[1];
  if (digit && !press.shiftKey) return { do: "switch", to: Number(digit) - 1 };
  const key = press.key.toLowerCase();
  if (key === "r") return { do: press.shiftKey ? "refresh_all" : "refresh" };
  if (press.shiftKey) return null;
  if (key === "n") return { do: "add" };
  if (key === "z") return { do: "undo" };
  if (key === "k") return { do: "palette" };
  if (key === "f") return { do: "filter" };
  if (key === ",") return { do: "settings" };
  return null;
}
