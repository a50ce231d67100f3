import { Tooltip } from "bits-ui";

/** Connects every control that has a tooltip to the single `TooltipLayer`. */
export const hints = Tooltip.createTether<string>();

/** Restores the focus without opening the tooltip of the element, which would consume the next Esc. */
export function restoreFocus(element: HTMLElement | null): void {
  element?.focus();
  hints.close();
}
