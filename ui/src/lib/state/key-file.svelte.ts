import { asFailure, type Backend } from "../backend";
import type { Failure, KeyMatch } from "../backend/types";

/** In characters and, for a file, in bytes; more than any license key has. */
export const LONGEST_KEY = 65_536;

/** A license key of which it is not clear for which workspace it is. */
export type UnmatchedKey = { key: string; match: Exclude<KeyMatch, { is: "one" }> };

/** License files that were dropped on the window or opened: reads them, and finds the workspace of each. */
export class KeyFiles {
  /** The key whose workspace the user has to choose; `null` if there is none. */
  unmatched = $state.raw<UnmatchedKey | null>(null);
  /** Why the last file is not a license file. */
  failure = $state.raw<Failure | null>(null);

  readonly #backend: Pick<Backend, "matchLicenseKey">;
  readonly #renew: (id: string, key: string) => void;

  constructor(backend: Pick<Backend, "matchLicenseKey">, renew: (id: string, key: string) => void) {
    this.#backend = backend;
    this.#renew = renew;
  }

  /** Renews with the key in a file: the workspace on which it was dropped, or else the one that it is issued for. */
  async open(file: File, droppedOn: string | null = null): Promise<void> {
    this.failure = null;
    try {
      const key = await readKey(file);
      const match = await this.#backend.matchLicenseKey(key);
      const id = droppedOn ?? (match.is === "one" ? match.id : null);
      if (id !== null) this.#renew(id, key);
      else if (match.is !== "one") this.unmatched = { key, match };
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Chooses the workspace of the unmatched key; `null` cancels. */
  choose(id: string | null): void {
    const { unmatched } = this;
    this.unmatched = null;
    if (unmatched && id !== null) this.#renew(id, unmatched.key);
  }
}

/** The text of a license file. Rejects with a failure if it is too large for one. */
async function readKey(file: File): Promise<string> {
  if (file.size > LONGEST_KEY) throw tooLarge();
  return (await file.text()).trim();
}

function tooLarge(): Failure & Error {
  const message = "this is longer than any license key";
  return Object.assign(new Error(message), { code: "not_license_key" as const, message, hint: "", server_said: null });
}
