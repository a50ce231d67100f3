import { t } from "../i18n/i18n.svelte";
import { type Command } from "../domain/keys";
import { shortcut, usesCommandKey } from "../design/shortcut";
import { themes } from "../domain/theme";

/** A command in the palette. */
export type Offer = { label: string; command: Command; keys: string | null };

/** The palette's commands. `many` workspaces have an overview; `open` is whether a workspace is open. */
export function offers({ many, open }: { many: boolean; open: boolean }): Offer[] {
  const offer = (label: string, command: Command, keys: string | null = null): Offer[] => [{ label, command, keys }];
  return [
    ...(many ? offer(t("command.overview"), { do: "overview" }, "Esc") : []),
    ...offer(t("command.reminders"), { do: "reminders" }),
    ...(many || open ? offer(t("command.compare"), { do: "compare" }) : []),
    ...offer(t("command.settings"), { do: "settings" }, shortcut(",")),
    ...(open ? offer(t("command.refresh"), { do: "refresh" }, shortcut("R")) : []),
    ...(open ? offer(t("groups.moveTo"), { do: "move_to_group" }) : []),
    ...(many ? offer(t("groups.manage"), { do: "groups" }) : []),
    ...offer(t("list.refreshAll"), { do: "refresh_all" }, shortcut("R", true)),
    ...offer(t("list.add"), { do: "add" }, shortcut("N")),
    ...themes.flatMap((theme) => offer(t(`command.theme_${theme}`), { do: "theme", theme })),
    ...offer(t("command.keys"), { do: "keys" }, "?"),
  ];
}

/** A shortcut and its description; each of `keys` alone triggers it. */
export type ShortcutLine = { keys: string[]; what: string };

/** Every shortcut of the window, in groups. */
export function shortcutGroups(): { title: string; lines: ShortcutLine[] }[] {
  const mac = usesCommandKey();
  const line = (what: string, ...keys: string[]): ShortcutLine => ({ keys, what });
  return [
    {
      title: t("keys.going"),
      lines: [
        line(t("keys.palette"), shortcut("K")),
        line(t("command.overview"), "Esc"),
        line(t("command.settings"), shortcut(",")),
        line(t("keys.back"), mac ? "⌘[" : "Alt+←"),
        line(t("keys.forward"), mac ? "⌘]" : "Alt+→"),
        line(t("keys.digit"), shortcut("1…9")),
      ],
    },
    {
      title: t("keys.list"),
      lines: [
        line(t("keys.down"), "J", "↓"),
        line(t("keys.up"), "K", "↑"),
        line(t("keys.open"), "Enter"),
        line(t("keys.select"), t("keys.space"), mac ? "⇧↓" : "Shift+↓"),
        line(t("keys.shift"), mac ? "⌥↑" : "Alt+↑", mac ? "⌥↓" : "Alt+↓"),
        line(t("keys.undo"), shortcut("Z")),
        line(t("list.filter"), shortcut("F")),
        line(t("keys.zoom"), t("keys.wheel", { key: mac ? "⌘" : "Ctrl" })),
      ],
    },
    {
      title: t("keys.doing"),
      lines: [
        line(t("command.refresh"), shortcut("R"), "F5"),
        line(t("list.refreshAll"), shortcut("R", true)),
        line(t("list.add"), shortcut("N")),
        line(t("command.keys"), "?"),
      ],
    },
  ];
}
