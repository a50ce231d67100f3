import type { Backend } from "../backend";
import type { ProbeInput, WorkspaceView } from "../backend/types";
import { isInsecureHttp, looksWhole, proxyLooksWhole } from "../domain/entered-address";
import { sanitizeDeep } from "../domain/sanitize";
import type { AddDraft } from "./draft";
import { AddressProbe } from "./address-probe.svelte";
import { ConnectionForm, SignInForm, SignInFlow } from "./sign-in.svelte";

/** The steps to a new workspace, in their order. */
export const addSteps = ["address", "signIn", "check"] as const;

/** One of them. */
export type AddStep = (typeof addSteps)[number];

/** Callbacks for the outcome. */
type Told = {
  /** A workspace was added. */
  saved: (workspace: WorkspaceView) => void;
  /** A workspace was added after the form was closed. */
  unwanted: (workspace: WorkspaceView) => void;
};

/** A workspace on its way in: what is entered, and how far it is. */
export class Adding {
  step = $state<AddStep>("address");
  address = $state("");
  name = $state("");
  signIn = $state.raw(new SignInForm());
  readonly connection = new ConnectionForm();
  readonly probing: AddressProbe;
  readonly signing: SignInFlow;
  /** Whether the step was sent already: then what is missing says so. */
  attempted = $state(false);
  /** Whether the next step waits for the probe of the address. */
  continuing = $state(false);
  /** What was added. */
  saved = $state.raw<WorkspaceView | null>(null);
  /** The account, as the user entered it. */
  account = $state("");

  /** Whether what is sent to the address can be read on the way. */
  readonly unencrypted = $derived(isInsecureHttp(this.address));
  /** The address and the way to it, as they are entered now. */
  readonly input = $derived<ProbeInput>({
    address: this.address.trim(),
    connection: this.connection.toSend(this.unencrypted),
  });
  /** Whether it is worth asking what answers there before anybody says so: nothing of it is still being typed. */
  readonly worthAsking = $derived(
    looksWhole(this.address) &&
      (!this.unencrypted || this.connection.allowHttp) &&
      (this.connection.via !== "proxy" || proxyLooksWhole(this.connection.proxyUrl)),
  );

  readonly #backend: Backend;
  readonly #told: Told;
  #closed = false;
  /** What the secrets were entered for. */
  #secretsFor = "";

  constructor(backend: Backend, draft: AddDraft, told: Told) {
    this.#backend = backend;
    this.#told = told;
    this.address = draft.address;
    this.name = draft.name;
    this.signIn = new SignInForm(draft.userId);
    this.probing = new AddressProbe(backend);
    this.signing = new SignInFlow(backend, (workspace) => this.#done(workspace));
  }

  /** What may be kept until the next time. */
  get draft(): AddDraft {
    return { address: this.address, userId: this.signIn.userId, name: this.name };
  }

  /** Whether closing loses something that was entered: secrets, a file, or what is under way. */
  get loses(): boolean {
    if (this.saved) return false;
    const { token, password } = this.signIn;
    const { busy, challenge } = this.signing;
    return token + password !== "" || busy || challenge !== null || this.connection.authority.kind === "new";
  }

  /** Goes on to the sign-in, when a Rocket.Chat answers; says whether it did. */
  async toSignIn(): Promise<boolean> {
    if (this.continuing) return false;
    this.attempted = true;
    if (this.address.trim() === "") return false;
    this.continuing = true;
    const found = await this.probing.ask(this.input);
    this.continuing = false;
    if (!found || this.#closed) return false;
    // What was entered for one server is not sent to another by a slip of the hand.
    if (found.url !== this.#secretsFor) this.signIn.forget();
    this.#secretsFor = found.url;
    this.#go("signIn");
    return true;
  }

  /** Signs in, and so adds; says whether everything for that is there. */
  async add(): Promise<boolean> {
    this.attempted = true;
    if (!this.signIn.complete) return false;
    const { way, userId, user } = this.signIn;
    this.account = (way === "token" ? userId : user).trim();
    const went = await this.signing.begin(() =>
      this.#backend.addWorkspace({ ...this.input, name: this.name.trim() || null, sign_in: this.signIn.toSend() }),
    );
    // What was accepted is not needed again; what was refused is for the user to correct.
    if (went) this.signIn.forget();
    return true;
  }

  /** Back to the address; what was entered stays, but for a password. */
  toAddress(): void {
    this.signIn.password = "";
    // Whatever failed since the address was asked, it has to be asked anew.
    if (this.signing.failure) this.probing.forget();
    this.signing.failure = null;
    this.#go("address");
  }

  /** Begins anew, for another workspace that is reached by the same way. */
  another(): void {
    this.address = "";
    this.name = "";
    this.signIn = new SignInForm();
    this.connection.allowHttp = false;
    this.saved = null;
    this.#secretsFor = "";
    this.probing.forget();
    this.#go("address");
  }

  /** Gives up whatever is under way, and forgets what is secret. */
  close(): void {
    this.#closed = true;
    this.probing.forget();
    this.signing.cancel();
    this.signIn.forget();
  }

  #go(step: AddStep): void {
    this.attempted = false;
    this.step = step;
  }

  #done(workspace: WorkspaceView): void {
    if (this.#closed) return this.#told.unwanted(workspace);
    this.signIn.forget();
    this.saved = sanitizeDeep(workspace);
    this.#go("check");
    this.#told.saved(workspace);
  }
}
