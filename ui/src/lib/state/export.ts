import type { Backend } from "../backend";

/** Exports all that was entered and chosen into a file that somebody chooses. That nobody chose one is no failure. */
export async function saveExport(backend: Pick<Backend, "exportSettings" | "saveText">): Promise<void> {
  const text = await backend.exportSettings();
  await backend.saveText(`license-watch-${new Date().toISOString().slice(0, 10)}.json`, text);
}
