/** Keeps keys in a popup from triggering shortcuts of the window. Esc may pass, because closing prevents its default. */
export function keepKeys(event: KeyboardEvent): void {
  if (event.key !== "Escape") event.stopPropagation();
}
