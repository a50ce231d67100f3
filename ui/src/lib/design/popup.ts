import { flushSync } from "svelte";

/** Keeps keys in a popup from triggering shortcuts of the window. Esc may pass, because closing prevents its default. */
export function keepKeys(event: KeyboardEvent): void {
  if (event.key !== "Escape") event.stopPropagation();
}

/** Closes a popup, and gives the focus back unless something else has taken it. */
export function closePopup(close: () => void, giveBack: () => void): void {
  flushSync(close);
  if (!document.activeElement || document.activeElement === document.body) giveBack();
}

/** Whether an event happened at the control of a popup, which closes it itself. */
export function isAt(control: unknown, { target }: Event): boolean {
  return control instanceof Element && target instanceof Node && control.contains(target);
}
