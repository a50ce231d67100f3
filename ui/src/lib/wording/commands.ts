import type { Component } from "svelte";
import Bell from "@lucide/svelte/icons/bell";
import FileKey from "@lucide/svelte/icons/file-key";
import Folders from "@lucide/svelte/icons/folders";
import Keyboard from "@lucide/svelte/icons/keyboard";
import Compare from "@lucide/svelte/icons/git-compare";
import Grid3x3 from "@lucide/svelte/icons/grid-3x3";
import LayoutList from "@lucide/svelte/icons/layout-list";
import Monitor from "@lucide/svelte/icons/monitor";
import Moon from "@lucide/svelte/icons/moon";
import Plus from "@lucide/svelte/icons/plus";
import Power from "@lucide/svelte/icons/power";
import RotateCw from "@lucide/svelte/icons/rotate-cw";
import Settings from "@lucide/svelte/icons/settings";
import Sun from "@lucide/svelte/icons/sun";

import { t } from "../i18n/i18n.svelte";
import { type Command } from "../domain/keys";
import { shortcut, usesCommandKey } from "../design/shortcut";
import { settingsSections } from "../domain/settings-sections";
import { themes, type Theme } from "../domain/theme";
import type { MenuEntry } from "./workspace-menu";

/** A command in the palette. */
export type Offer = { label: string; icon: Component<{ size?: number }>; command: Command; keys: string | null };

const themeIcons: Readonly<Record<Theme, Offer["icon"]>> = { system: Monitor, light: Sun, dark: Moon };

/** The palette's commands. `many` workspaces have an overview; `entries` is what can be done with the open workspace. */
export function offers({ many, entries }: { many: boolean; entries: readonly MenuEntry[] }): Offer[] {
  const offer = (icon: Offer["icon"], label: string, command: Command, keys: string | null = null): Offer[] => [
    { label, icon, command, keys },
  ];
  const open = entries.length > 0;
  return [
    ...(open ? offer(RotateCw, t("command.refresh"), { do: "refresh" }, shortcut("R")) : []),
    ...entries.flatMap(({ icon, label, run, keys }) => offer(icon, label, { do: "entry", run }, keys ?? null)),
    ...(many ? offer(LayoutList, t("command.overview"), { do: "overview" }, shortcut("0")) : []),
    ...(many ? offer(Grid3x3, t("matrix.open"), { do: "matrix" }) : []),
    ...offer(Bell, t("command.reminders"), { do: "reminders" }),
    ...(many || open ? offer(Compare, t("command.compare"), { do: "compare" }) : []),
    ...offer(Settings, t("command.settings"), { do: "settings" }, shortcut(",")),
    ...settingsSections.flatMap((section) =>
      offer(Settings, t("command.settingsOf", { section: t(`settings.section_${section}`) }), {
        do: "settings",
        section,
      }),
    ),
    ...offer(FileKey, t("keyFile.open"), { do: "key_file" }),
    ...(many ? offer(Folders, t("groups.manage"), { do: "groups" }) : []),
    ...offer(RotateCw, t("list.refreshAll"), { do: "refresh_all" }, shortcut("R", true)),
    ...offer(Plus, t("list.add"), { do: "add" }, shortcut("N")),
    ...themes.flatMap((theme) => offer(themeIcons[theme], t(`command.theme_${theme}`), { do: "theme", theme })),
    ...offer(Keyboard, t("keys.title"), { do: "keys" }, "?"),
    ...offer(Power, t("about.quit"), { do: "quit" }, shortcut("Q")),
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
        line(t("keys.clear"), "Esc"),
        line(t("command.overview"), shortcut("0")),
        line(t("keys.digit"), shortcut("1…9")),
        line(t("command.settings"), shortcut(",")),
        line(t("keys.back"), mac ? "⌘[" : "Alt+←"),
        line(t("keys.forward"), mac ? "⌘]" : "Alt+→"),
      ],
    },
    {
      title: t("keys.list"),
      lines: [
        line(t("list.filter"), shortcut("F")),
        line(t("keys.down"), "J", "↓"),
        line(t("keys.up"), "K", "↑"),
        line(t("keys.open"), "Enter"),
        line(t("keys.select"), t("keys.space"), mac ? "⇧↓" : "Shift+↓"),
        line(t("keys.shift"), mac ? "⌥↑" : "Alt+↑", mac ? "⌥↓" : "Alt+↓"),
        line(t("keys.undo"), shortcut("Z")),
        line(t("keys.zoom"), t("keys.wheel", { key: mac ? "⌘" : t("keys.control") })),
      ],
    },
    {
      title: t("inbox.keys"),
      lines: [
        line(t("inbox.keyDone"), "E"),
        line(t("inbox.keySnooze"), "S"),
        line(t("inbox.keySelect"), "X"),
        line(t("inbox.keyUndo"), "U", shortcut("Z")),
      ],
    },
    {
      title: t("keys.doing"),
      lines: [
        line(t("command.refresh"), shortcut("R"), "F5"),
        line(t("workspace.renew"), shortcut("L")),
        line(t("link.workspace"), shortcut("O")),
        line(t("list.refreshAll"), shortcut("R", true)),
        line(t("list.add"), shortcut("N")),
        line(t("keys.title"), "?"),
      ],
    },
  ];
}
