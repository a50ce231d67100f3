import type { WorkspaceView } from "../backend/types";
import { t } from "../i18n/i18n.svelte";
import { consequence } from "./deadline-text";
import { moduleName } from "./module-text";

/** What stops next, or has stopped: modules by name, or in words; `null` if nothing does. */
export function whatStops({ status, stops: [next] }: WorkspaceView): string | null {
  switch (status) {
    case "expired":
    case "lapsed":
    case "invalid":
      return t("overview.off");
    case "valid":
    case "expiring":
    case "unknown":
    case "community":
    case "not_permitted":
      break;
  }
  if (!next) return null;
  if (next.kind === "modules_disabled" && next.modules.length > 0) return next.modules.map(moduleName).join(", ");
  return consequence(next);
}
