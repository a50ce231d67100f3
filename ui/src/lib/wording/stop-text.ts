import type { WorkspaceView } from "../backend/types";
import { t } from "../i18n/i18n.svelte";
import { consequence } from "./deadline-text";
import { moduleName } from "./module-text";

/** What follows from the headline: what stops, modules by name, or in words; `null` if nothing does. */
export function whatStops({ status, headline, findings, stops }: WorkspaceView): string | null {
  if (headline.kind === "finding") {
    return findings.find(({ kind }) => kind === headline.finding.kind)?.consequence ?? null;
  }
  switch (status) {
    case "expired":
    case "lapsed":
      return t("overview.off");
    case "invalid":
      return findings.find(({ kind }) => kind === "not_honored")?.reasons.join(" ") || t("overview.off");
    case "valid":
    case "expiring":
    case "unknown":
    case "community":
    case "not_permitted":
      break;
  }
  // Another stop beside "no permission" or "no license" would read as its consequence.
  const next = stops.find(({ at }) => "at" in headline && at === headline.at);
  if (!next) return null;
  if (next.kind === "modules_disabled" && next.modules.length > 0) return next.modules.map(moduleName).join(", ");
  return consequence(next);
}
