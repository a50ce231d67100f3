import { t } from "../i18n/i18n.svelte";

/** Whether shortcuts use Cmd instead of Ctrl, as on macOS. */
export function usesCommandKey(): boolean {
  return /mac/i.test(navigator.platform);
}

/** A shortcut as this platform writes it: "Ctrl+K" or "⌘K". */
export function shortcut(key: string, shift = false): string {
  return usesCommandKey()
    ? `${shift ? "⇧" : ""}⌘${key}`
    : `${t("keys.control")}+${shift ? `${t("keys.shiftKey")}+` : ""}${key}`;
}

/** The same for `aria-keyshortcuts`. */
export function ariaShortcut(key: string, shift = false): string {
  return `${usesCommandKey() ? "Meta" : "Control"}+${shift ? "Shift+" : ""}${key}`;
}
