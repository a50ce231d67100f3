import { getContext, setContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";

import type { Backend } from "../backend";
import type { WorkspaceView } from "../backend/types";

const KEY = Symbol("icons");

type Owner = Pick<WorkspaceView, "id" | "icon">;

/** The icons of workspaces, each loaded when it is first shown. */
export class Icons {
  readonly #backend: Pick<Backend, "workspaceIcon">;
  readonly #urls = new SvelteMap<string, string>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- not rendered
  readonly #asked = new Set<string>();

  constructor(backend: Pick<Backend, "workspaceIcon">) {
    this.#backend = backend;
  }

  /** The icon as a `data:` URL; `null` if there is none, or not yet. */
  urlOf({ id, icon }: Owner): string | null {
    return icon === null ? null : (this.#urls.get(`${id} ${icon}`) ?? null);
  }

  /** Loads the icon, unless that was done before. */
  async load({ id, icon }: Owner): Promise<void> {
    const key = `${id} ${icon ?? ""}`;
    if (icon === null || this.#asked.has(key)) return;
    this.#asked.add(key);
    const url = await this.#backend.workspaceIcon(id).catch(() => null);
    if (url?.startsWith("data:image/png;base64,")) this.#urls.set(key, url);
  }
}

/** Provides the icons to the components inside. */
export function provideIcons(backend: Backend): void {
  setContext(KEY, new Icons(backend));
}

/** The icons, if a component around provides them. */
export function useIcons(): Icons | undefined {
  return getContext<Icons | undefined>(KEY);
}
