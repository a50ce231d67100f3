import type { Backend } from "../backend";
import { exportName } from "../domain/export-name";
import { clock } from "../time/clock.svelte";

/** Exports workspaces and settings to a file that the user chooses; returns false if the user cancels. */
export async function saveExport(backend: Pick<Backend, "exportSettings" | "saveText">): Promise<boolean> {
  const text = await backend.exportSettings();
  return backend.saveText(exportName(clock.now), text);
}
