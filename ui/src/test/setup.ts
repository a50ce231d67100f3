import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/svelte";
import { afterEach, beforeAll } from "vitest";

import { i18n } from "../lib/i18n/i18n.svelte";
import { languageTags } from "../lib/i18n/languages";

// jsdom has no modal dialogs, media queries, layout or file contents. These are the parts that the pages use.
HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
  this.setAttribute("open", "");
  this.querySelector<HTMLElement>("[autofocus]")?.focus();
};
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
  this.removeAttribute("open");
};
window.matchMedia = (query) =>
  ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as never;
window.ResizeObserver = class {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
};
Blob.prototype.text = function text(this: Blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsText(this);
  });
};
// Elements without a rectangle count as hidden, and could not receive the focus.
Element.prototype.getClientRects = () => [new DOMRect()] as never;
Element.prototype.scrollIntoView = () => undefined;

// With every language loaded, a choice takes effect at once.
beforeAll(async () => {
  await Promise.all(languageTags.map((tag) => i18n.load(tag)));
  await i18n.choose(["en-US"]);
});

afterEach(async () => {
  cleanup();
  localStorage.clear();
  await i18n.choose(["en-US"]);
});
