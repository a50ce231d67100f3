/**
 * Where what floats above the page is put: in the dialog or the landmark of the control that it belongs to. A modal
 * dialog makes everything outside of it inert, and text outside of every landmark is passed over by screen readers.
 */
export function layerOf(control: Element | null | undefined): Element {
  return control?.closest("dialog, main, aside") ?? document.body;
}
