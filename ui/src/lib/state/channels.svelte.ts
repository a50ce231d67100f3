import { asFailure, type Backend } from "../backend";
import type { ChannelInput, ChannelView, Failure } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";

/** The commands for channels. */
export type ChannelBackend = Pick<
  Backend,
  | "channels"
  | "addChannel"
  | "editChannel"
  | "removeChannel"
  | "enableChannel"
  | "testChannel"
  | "retryChannel"
  | "listen"
>;

/** How a test of a channel goes. */
export type ChannelTest = { is: "sending" } | { is: "sent" } | { is: "failed"; failure: Failure };

/** The channels, by which reminders reach other people. */
export class Channels {
  readonly #backend: ChannelBackend;
  /** In their order. */
  list = $state.raw<readonly ChannelView[]>([]);
  /** The last test of each channel, by its id. */
  tests = $state.raw<Readonly<Record<string, ChannelTest>>>({});
  /** Why the last command failed; `null` if it succeeded. */
  failure = $state.raw<Failure | null>(null);

  /** Those that are on, and do not accept messages or have given some up. */
  readonly failing = $derived(
    this.list.filter(({ definition, state, failed }) => definition.enabled && (state.is === "failing" || failed > 0)),
  );

  #lastRequest = 0;

  constructor(backend: ChannelBackend) {
    this.#backend = backend;
  }

  /** Subscribes to changes, then loads the channels; the returned function unsubscribes. */
  async start(): Promise<() => void> {
    const unlisten = await this.#backend.listen((event) => {
      if (event.type === "channels_changed" || event.type === "events_missed") void this.load();
    });
    await this.load();
    return unlisten;
  }

  async load(): Promise<void> {
    const request = (this.#lastRequest += 1);
    await this.#attempt(async () => {
      const list = await this.#backend.channels();
      // Answers may arrive out of order.
      if (request === this.#lastRequest) this.list = sanitizeDeep(list);
    });
  }

  /** Adds a channel, or changes the one with this id; rejects with the failure. */
  async save(id: string | null, input: ChannelInput): Promise<void> {
    if (id === null) await this.#backend.addChannel(input);
    else await this.#backend.editChannel(id, input);
    if (id !== null) this.#setTest(id, null);
    await this.load();
  }

  /** Removes a channel; rejects with the failure. */
  async remove(id: string): Promise<void> {
    await this.#backend.removeChannel(id);
    await this.load();
  }

  async enable(id: string, enabled: boolean): Promise<void> {
    await this.#attempt(async () => {
      await this.#backend.enableChannel(id, enabled);
      await this.load();
    });
  }

  async retry(id: string): Promise<void> {
    await this.#attempt(() => this.#backend.retryChannel(id));
  }

  /** Sends a test, and shows how that went. */
  async test(id: string): Promise<void> {
    if (this.tests[id]?.is === "sending") return;
    this.#setTest(id, { is: "sending" });
    try {
      await this.#backend.testChannel(id);
      this.#setTest(id, { is: "sent" });
    } catch (thrown) {
      this.#setTest(id, { is: "failed", failure: asFailure(thrown) });
    }
  }

  #setTest(id: string, test: ChannelTest | null): void {
    const others = Object.fromEntries(Object.entries(this.tests).filter(([other]) => other !== id));
    this.tests = test ? { ...others, [id]: test } : others;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    try {
      await work();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }
}
