import ExternalLink from "@lucide/svelte/icons/external-link";
import KeyRound from "@lucide/svelte/icons/key-round";

import { shortcut } from "../design/shortcut";
import type { WorkspaceActions } from "../domain/actions";
import { t } from "../i18n/i18n.svelte";
import type { MenuEntry } from "./workspace-menu";

/** The entry of a workspace's menu that renews its license. */
export function renewEntry(actions: WorkspaceActions): MenuEntry {
  return { label: t("workspace.renew"), icon: KeyRound, testid: "renew", keys: shortcut("L"), run: actions.renew };
}

/** The entry of a workspace's menu that opens it in the browser. */
export function openEntry(actions: WorkspaceActions): MenuEntry {
  return {
    label: t("link.workspace"),
    icon: ExternalLink,
    testid: "link-workspace",
    keys: shortcut("O"),
    run: () => actions.openLink("workspace"),
  };
}
