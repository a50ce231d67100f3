import { asFailure, type Backend } from "../backend";
import type { BatchRowView, BatchView, Failure } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";

/** The part of the backend that adds many workspaces. */
export type AddManyBackend = Pick<
  Backend,
  "readBatch" | "checkBatch" | "stopBatch" | "editBatchRow" | "addBatch" | "closeBatch" | "listen"
>;

/** A correction of a row; an empty token keeps the one that it has. */
export type RowEdit = { address: string; name: string; user_id: string; token: string; allow_http: boolean };

/** Many workspaces that are about to be added. The engine keeps the tokens; the text is forgotten once it was read. */
export class AddMany {
  /** The pasted text, until it is read. */
  text = $state("");
  batch = $state.raw<BatchView | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** What the engine is doing. */
  doing = $state<"nothing" | "reading" | "checking" | "adding">("nothing");
  /** The rows that are not to be added, by their positions. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- replaced as a whole
  skipped = $state.raw<ReadonlySet<number>>(new Set());

  /** The positions of the rows that are about to be added. */
  readonly chosen = $derived(this.#where((row, at) => isAddable(row) && !this.skipped.has(at)));
  readonly added = $derived(this.#where((row) => row.state.is === "added").length);
  readonly checked = $derived(this.#where(({ state }) => state.is !== "waiting" && state.is !== "checking").length);

  readonly #backend: AddManyBackend;

  constructor(backend: AddManyBackend) {
    this.#backend = backend;
  }

  /** Follows the checks; the returned function ends that. */
  start(): Promise<() => void> {
    return this.#backend.listen((event) => {
      if (event.type === "add_batch_changed" && event.batch.id === this.batch?.id) this.#show(event.batch);
    });
  }

  /** Reads the text, and checks every row. */
  async read(): Promise<void> {
    const { text } = this;
    const batch = await this.#run("reading", () => this.#backend.readBatch(text));
    if (!batch) return;
    // It may hold tokens.
    this.text = "";
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- replaced as a whole
    this.skipped = new Set();
    await this.check(batch.rows.map((_, at) => at));
  }

  /** Checks these rows. */
  async check(rows: number[]): Promise<void> {
    const { batch } = this;
    if (batch) await this.#run("checking", () => this.#backend.checkBatch(batch.id, rows));
  }

  /** Checks every row that has not been checked, or could not be. */
  recheck(): Promise<void> {
    return this.check(this.#where(({ state }) => state.is === "waiting" || state.is === "failed"));
  }

  /** Stops the checks. */
  stop(): void {
    if (this.batch) void this.#backend.stopBatch(this.batch.id).catch(() => undefined);
  }

  /** Corrects a row, and checks it again. */
  async edit(row: number, edit: RowEdit): Promise<void> {
    const { batch } = this;
    if (!batch) return;
    const token = edit.token.trim() || null;
    const edited = await this.#run("reading", () => this.#backend.editBatchRow(batch.id, row, { ...edit, token }));
    if (edited) await this.check([row]);
  }

  /** Adds the chosen rows. */
  async add(): Promise<void> {
    const { batch, chosen } = this;
    if (batch && chosen.length > 0) await this.#run("adding", () => this.#backend.addBatch(batch.id, chosen));
  }

  /** Includes a row, or leaves it out. */
  toggle(row: number): void {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- replaced as a whole
    const skipped = new Set(this.skipped);
    if (!skipped.delete(row)) skipped.add(row);
    this.skipped = skipped;
  }

  /** Forgets everything, here and in the engine. */
  close(): void {
    this.text = "";
    if (this.batch) void this.#backend.closeBatch(this.batch.id).catch(() => undefined);
  }

  #where(is: (row: BatchRowView, at: number) => boolean): number[] {
    return (this.batch?.rows ?? []).flatMap((row, at) => (is(row, at) ? [at] : []));
  }

  #show(batch: BatchView): BatchView {
    this.batch = sanitizeDeep(batch);
    return this.batch;
  }

  async #run(doing: "reading" | "checking" | "adding", step: () => Promise<BatchView>): Promise<BatchView | null> {
    if (this.doing !== "nothing") return null;
    this.doing = doing;
    this.failure = null;
    try {
      return this.#show(await step());
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return null;
    } finally {
      this.doing = "nothing";
    }
  }
}

/** Whether a row can be added as it is. */
export function isAddable({ state }: BatchRowView): boolean {
  return state.is === "ready" || state.is === "needs_sign_in";
}
