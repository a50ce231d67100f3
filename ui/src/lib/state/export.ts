import type { Backend } from "../backend";
import { exportName } from "../domain/export-name";
import { clock } from "../time/clock.svelte";

/** Exports all that was entered and chosen into a file that the user chooses; false if they cancelled. */
export async function saveExport(backend: Pick<Backend, "exportSettings" | "saveText">): Promise<boolean> {
  const text = await backend.exportSettings();
  return backend.saveText(exportName(clock.now), text);
}
