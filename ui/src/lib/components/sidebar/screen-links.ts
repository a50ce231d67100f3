import Bell from "@lucide/svelte/icons/bell";
import Compare from "@lucide/svelte/icons/git-compare";
import Grid3x3 from "@lucide/svelte/icons/grid-3x3";
import LayoutList from "@lucide/svelte/icons/layout-list";

import { t } from "../../i18n/i18n.svelte";
import type { Screen } from "../../state/navigation.svelte";
import type { Workspaces } from "../../state/workspaces.svelte";

/** A screen that the sidebar leads to. */
export type ScreenLink = { screen: Screen; label: string; icon: typeof Bell };

/** The screens that the sidebar leads to, in its order: in full and in the rail. Those for which there are too few workspaces are left out. */
export function screenLinks({ list }: Pick<Workspaces, "list">): ScreenLink[] {
  const links: (ScreenLink & { from: number })[] = [
    { screen: { at: "overview" }, label: t("place.overview"), icon: LayoutList, from: 2 },
    { screen: { at: "matrix" }, label: t("place.matrix"), icon: Grid3x3, from: 2 },
    { screen: { at: "reminders" }, label: t("place.reminders"), icon: Bell, from: 0 },
    { screen: { at: "compare", workspace: null }, label: t("place.compare"), icon: Compare, from: 1 },
  ];
  return links.filter(({ from }) => list.length >= from);
}
