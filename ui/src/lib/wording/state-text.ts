import type { WorkspaceView } from "../backend/types";
import { t } from "../i18n/i18n.svelte";

/** The state of a workspace as the engine words it; why it could not be read if nothing is known of it. */
export function stateText({ state, headline, error }: Pick<WorkspaceView, "state" | "headline" | "error">): string {
  return headline.kind === "never_read" && error ? t(`failure.${error.code}`) : state;
}

/** The instant that the state is about; `null` if there is none. */
export function stateInstant({ headline }: Pick<WorkspaceView, "headline">): number | null {
  return "at" in headline ? Date.parse(headline.at) : null;
}
