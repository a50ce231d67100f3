import { type Backend } from "./contract";
import type { Samples } from "./samples";

export { asFailure, type Backend } from "./contract";
export { patchSettings } from "./patch";
export type { Samples } from "./samples";

/** Whether this page runs in the desktop application. */
export const inShell = (): boolean => "__TAURI_INTERNALS__" in window;

/** The desktop application's engine if this page runs in it, else recorded data. */
export async function connect(): Promise<Backend> {
  if (inShell()) {
    const { tauriBackend } = await import("./tauri");
    return tauriBackend();
  }
  const { recordedBackend } = await import("./recorded/backend");
  return await recordedBackend(new URLSearchParams(window.location.search));
}

/** Sample workspaces to explore beside the real engine, loaded on demand. */
export async function samples(real: Backend): Promise<Samples> {
  const { sampleBackend } = await import("./samples");
  return sampleBackend(real);
}
