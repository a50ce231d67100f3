import type { SettingsSection } from "./settings-sections";
import type { Theme } from "./theme";

/** A command that a shortcut or the palette runs. */
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
  | { do: "matrix"; module?: string }
  | { do: "reminders" }
  | { do: "settings"; section?: SettingsSection }
  | { do: "compare" }
  | { do: "groups" }
  | { do: "move_to_group" }
  | { do: "undo" }
  | { do: "clear" }
  | { do: "renew" }
  /** Opens the workspace in the browser. */
  | { do: "open_workspace" }
  /** Runs an entry of the open workspace's menu. */
  | { do: "entry"; run: () => void }
  /** Lets the user choose a license file. */
  | { do: "key_file" }
  | { do: "quit" }
  | { do: "step"; by: 1 | -1 }
  | { do: "theme"; theme: Theme };

/** The properties of a keyboard event that shortcuts depend on. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/**
 * The command of a shortcut, or `null`. In a text field (`typing`), only keys with Ctrl or Cmd and function keys are
 * shortcuts. Digits are read by their position on the keyboard, so that they work on AZERTY.
 */
export function commandFor(press: KeyPress, typing: boolean): Command | null {
  const step = stepFor(press);
  // On a Mac, Alt and an arrow move by word in a text field.
  if (step && !(typing && press.altKey)) return { do: "step", by: step };
  if (press.altKey) return null;
  if (press.key === "F5") return { do: press.shiftKey ? "refresh_all" : "refresh" };
  // In a text field, this undoes typing.
  if (typing && press.key.toLowerCase() === "z") return null;
  if (press.ctrlKey || press.metaKey) return withModifier(press);
  // The position of "?" differs between layouts, and most need Shift.
  if (!typing && press.key === "?") return { do: "keys" };
  if (typing || press.shiftKey) return null;
  if (press.key === "Escape") return { do: "clear" };
  if (press.key === "j") return { do: "move", by: 1 };
  if (press.key === "k") return { do: "move", by: -1 };
  return null;
}

/** Back and forward as in browsers: Alt and an arrow, or Cmd and a bracket. */
function stepFor({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyPress): 1 | -1 | null {
  if (ctrlKey || shiftKey || altKey === metaKey) return null;
  if (key === (altKey ? "ArrowLeft" : "[")) return -1;
  return key === (altKey ? "ArrowRight" : "]") ? 1 : null;
}

/** Back and forward by a side button of the mouse; `null` for other buttons. */
export function stepForButton(button: number): 1 | -1 | null {
  if (button === 3) return -1;
  return button === 4 ? 1 : null;
}

function withModifier(press: KeyPress): Command | null {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1] ?? /^(\d)$/.exec(press.key)?.[1];
  if (digit === "0" && !press.shiftKey) return { do: "overview" };
  if (digit && !press.shiftKey) return { do: "switch", to: Number(digit) - 1 };
  const key = press.key.toLowerCase();
  if (key === "r") return { do: press.shiftKey ? "refresh_all" : "refresh" };
  if (press.shiftKey) return null;
  if (key === "n") return { do: "add" };
  if (key === "l") return { do: "renew" };
  if (key === "o") return { do: "open_workspace" };
  if (key === "z") return { do: "undo" };
  if (key === "k") return { do: "palette" };
  if (key === "f") return { do: "filter" };
  if (key === ",") return { do: "settings" };
  if (key === "q") return { do: "quit" };
  return null;
}
