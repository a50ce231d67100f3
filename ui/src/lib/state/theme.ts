import { createSubscriber } from "svelte/reactivity";

import { themes, type Theme } from "../domain/theme";
import { loadItem, saveItem } from "./local-storage";

/** Switches the theme and saves the choice. */
export function chooseTheme(theme: Theme): void {
  saveItem("theme", theme);
  apply(theme);
}

/** Applies the saved theme. `override` is a theme from the address of the page. */
export function restoreTheme(override: string | null): void {
  apply(parse(override ?? loadItem("theme")));
}

const subscribe = createSubscriber((update) => {
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
});

/** The current theme; reactive. */
export function shownTheme(): Theme {
  subscribe();
  return parse(document.documentElement.dataset["theme"]);
}

function parse(theme: unknown): Theme {
  return themes.find((other) => other === theme) ?? "system";
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
