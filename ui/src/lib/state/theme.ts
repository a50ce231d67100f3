import { createSubscriber } from "svelte/reactivity";

import { themes, type Theme } from "../domain/theme";
import { loadItem, saveItem } from "./local-storage";

/** Shows the window in a theme, and remembers that. */
export function chooseTheme(theme: Theme): void {
  saveItem("theme", theme);
  show(theme);
}

/** Shows the window in the theme that was chosen the last time, unless the page was opened for another. */
export function restoreTheme(wished: string | null): void {
  show(known(wished ?? loadItem("theme")));
}

const subscribe = createSubscriber((update) => {
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
});

/** The theme in which the window is shown; reactive. */
export function shownTheme(): Theme {
  subscribe();
  return known(document.documentElement.dataset["theme"]);
}

function known(theme: unknown): Theme {
  return themes.find((other) => other === theme) ?? "system";
}

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
