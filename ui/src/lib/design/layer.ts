/**
 * The element to attach menus and tooltips to: the dialog or landmark around their control. A modal dialog makes
 * everything outside of it inert, and screen readers skip text outside of landmarks.
 */
export function layerOf(control: Element | null | undefined): Element {
  return control?.closest("dialog, main, aside") ?? document.body;
}
