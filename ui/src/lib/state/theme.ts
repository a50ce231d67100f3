import { themes, type Theme } from "../domain/theme";
import { remember, remembered } from "./remembered";

/** Shows the window in a theme, and remembers that. */
export function chooseTheme(theme: Theme): void {
  remember("theme", theme);
  show(theme);
}

/** Shows the window in the theme that was chosen the last time, unless the page was opened for another. */
export function restoreTheme(wished: string | null): void {
  const theme = wished ?? remembered("theme");
  show(themes.find((known) => known === theme) ?? "system");
}

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
