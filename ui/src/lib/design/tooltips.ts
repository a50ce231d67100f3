let restoring = false;

/** Restores the focus without opening the tooltip of the element, which would consume the next Esc. */
export function restoreFocus(element: HTMLElement | null | undefined): void {
  restoring = true;
  element?.focus();
  restoring = false;
}

/** Whether the focus returns to an element, rather than reaching it by a key. */
export const isFocusRestored = () => restoring;
