import { t } from "../i18n/i18n.svelte";
import type { Change } from "../state/arrangement.svelte";

/** The last change to groups or order, in words. */
export function undoMessage(change: Change): string {
  switch (change.what) {
    case "moved":
      return change.group ? t("groups.moved", { group: change.group.name }) : t("groups.movedOut");
    case "reordered":
      return t("groups.reordered");
    case "removed":
      return t("groups.removed", { name: change.group.name });
  }
}
