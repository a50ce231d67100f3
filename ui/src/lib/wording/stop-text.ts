import type { WorkspaceView } from "../backend/types";
import { stopsAhead } from "../domain/next-stop";
import { t } from "../i18n/i18n.svelte";
import { consequence } from "./deadline-text";
import { moduleName } from "./module-text";

/** What stops at the next deadline, or has stopped: modules by name, or in words. `null` where nothing does. */
export function whatStops(workspace: WorkspaceView, now: number): string | null {
  switch (workspace.status) {
    case "expired":
    case "lapsed":
    case "invalid":
      return t("overview.off");
    case "valid":
    case "expiring":
      break;
    case "unknown":
    case "community":
    case "not_permitted":
      return null;
  }
  // Nothing of the license stops at the end of the vendor's support: it must not hide what does.
  const next = stopsAhead(workspace, now).find(({ kind }) => kind !== "version_support_end");
  if (!next) return null;
  if (next.kind === "modules_disabled" && next.modules.length > 0) return next.modules.map(moduleName).join(", ");
  return consequence(next, next.renews, now);
}
