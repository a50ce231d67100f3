import { asFailure, type Backend } from "../backend";
import type { Failure, LinkTarget } from "../backend/types";
import { copyText } from "./clipboard";

/** Opens links in the browser or the mail program, and knows which one could not be opened. */
export class Links {
  /** The link that could not be opened, and why; `null` if there is none. */
  failed = $state.raw<{ failure: Failure; id: string; target: LinkTarget } | null>(null);

  readonly #backend: Pick<Backend, "openLink" | "link">;

  constructor(backend: Pick<Backend, "openLink" | "link">) {
    this.#backend = backend;
  }

  async open(id: string, target: LinkTarget): Promise<void> {
    this.failed = null;
    try {
      await this.#backend.openLink(id, target);
    } catch (thrown) {
      this.failed = { failure: asFailure(thrown), id, target };
    }
  }

  /** Copies the link that could not be opened. */
  async copyFailed(): Promise<void> {
    if (!this.failed) return;
    const { id, target } = this.failed;
    try {
      if (await copyText(await this.#backend.link(id, target))) this.failed = null;
    } catch (thrown) {
      this.failed = { failure: asFailure(thrown), id, target };
    }
  }
}
