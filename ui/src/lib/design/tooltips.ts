import { Tooltip } from "bits-ui";

/** Ties every control that has a hint to the one box of the window that shows it. */
export const hints = Tooltip.createTether<string>();

/**
 * Focuses what had the focus before, without its hint: it was not requested, and would take the next Esc for itself.
 */
export function restoreFocus(element: HTMLElement | null): void {
  element?.focus();
  hints.close();
}
