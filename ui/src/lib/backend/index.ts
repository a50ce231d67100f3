import { type Backend } from "./contract";

export { asFailure, type Backend } from "./contract";

/** Whether the desktop shell is around this page. */
export const inShell = (): boolean => "__TAURI_INTERNALS__" in window;

/** The desktop's engine when there is one around this page, recorded data otherwise. */
export async function connect(): Promise<Backend> {
  if (inShell()) {
    const { tauriBackend } = await import("./tauri");
    return tauriBackend();
  }
  const { previewBackend } = await import("./preview");
  return previewBackend(new URLSearchParams(window.location.search));
}
