import type { WorkspaceView } from "../backend/types";
import { t } from "../i18n/i18n.svelte";
import { handlingText } from "./handling-text";

/** The state of a workspace as the engine words it; why it could not be read if nothing is known of it. */
export function stateText({ state, headline, error }: Pick<WorkspaceView, "state" | "headline" | "error">): string {
  return headline.kind === "never_read" && error ? t(`failure.${error.code}`) : state;
}

/** The instant that the state is about; `null` if there is none. */
export function stateInstant({ headline }: Pick<WorkspaceView, "headline">): number | null {
  return "at" in headline ? Date.parse(headline.at) : null;
}

/** The one line of a workspace in a list: what was decided about it, why it counts, or its state. */
export function rowText(workspace: WorkspaceView, now: number): string {
  const { headline, error, counted } = workspace;
  if (headline.kind === "never_read" && error) return stateText(workspace);
  return handlingText(workspace, now) ?? counted ?? stateText(workspace);
}
