import type { Backend } from "../backend";

/** Exports all that was entered and chosen into a file that somebody chooses; false when nobody chose one. */
export async function saveExport(backend: Pick<Backend, "exportSettings" | "saveText">): Promise<boolean> {
  const text = await backend.exportSettings();
  return backend.saveText(`license-watch-${today()}.json`, text);
}

/** The day it is here, as files are named after it. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
