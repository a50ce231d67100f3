import type { Backend } from "../backend";
import type { ProbeInput, WorkspaceView } from "../backend/types";
import { isInsecureHttp, looksComplete, proxyLooksComplete } from "../domain/entered-address";
import { sanitizeDeep } from "../domain/sanitize";
import type { AddDraft } from "./draft";
import { AddressProbe } from "./address-probe.svelte";
import { ConnectionForm, SignInForm, SignInFlow } from "./sign-in.svelte";

/** The steps of the form, in order. */
export const addSteps = ["address", "signIn", "check"] as const;

export type AddStep = (typeof addSteps)[number];

type Callbacks = {
  onadded: (workspace: WorkspaceView) => void;
  /** A workspace was added after the form had been closed. */
  onunwanted: (workspace: WorkspaceView) => void;
};

/** The form that adds a workspace: its input and its current step. */
export class AddWorkspaceForm {
  step = $state<AddStep>("address");
  address = $state("");
  name = $state("");
  signIn = $state.raw(new SignInForm());
  readonly connection = new ConnectionForm();
  readonly probe: AddressProbe;
  readonly signInFlow: SignInFlow;
  /** Whether the user tried to submit this step; if so, missing fields are marked. */
  attempted = $state(false);
  /** Whether the next step is waiting for the probe of the address. */
  continuing = $state(false);
  /** The workspace that was added, in the last step. */
  saved = $state.raw<WorkspaceView | null>(null);
  /** The user id or user name, as entered. */
  account = $state("");

  /** Whether the address uses plain HTTP. */
  readonly unencrypted = $derived(isInsecureHttp(this.address));
  /** The address and the connection settings, as entered. */
  readonly probeInput = $derived<ProbeInput>({
    address: this.address.trim(),
    connection: this.connection.toSend(this.unencrypted),
  });
  /** Whether the input looks complete enough to probe the address without being asked to. */
  readonly canProbeEarly = $derived(
    looksComplete(this.address) &&
      (!this.unencrypted || this.connection.allowHttp) &&
      (this.connection.via !== "proxy" || proxyLooksComplete(this.connection.proxyUrl)),
  );

  readonly #backend: Backend;
  readonly #callbacks: Callbacks;
  #closed = false;
  /** URL of the server that the secrets were entered for. */
  #secretsFor = "";
  /** The name that the server at the address gives itself, as it was filled in. */
  #offeredName = "";

  constructor(backend: Backend, draft: AddDraft, callbacks: Callbacks) {
    this.#backend = backend;
    this.#callbacks = callbacks;
    this.address = draft.address;
    this.name = draft.name;
    this.signIn = new SignInForm(draft.userId);
    this.probe = new AddressProbe(backend);
    this.signInFlow = new SignInFlow(backend, (workspace) => this.#onSignedIn(workspace));
  }

  /** The part of the input that may be kept until the form is opened again. */
  get draft(): AddDraft {
    return { address: this.address, userId: this.signIn.userId, name: this.name };
  }

  /** Whether closing the form loses input that the draft does not keep: secrets, a file, or a pending sign-in. */
  get hasUnsavedInput(): boolean {
    if (this.saved) return false;
    const { token, password } = this.signIn;
    const { busy, challenge } = this.signInFlow;
    return token + password !== "" || busy || challenge !== null || this.connection.authority.kind === "new";
  }

  /** Fills in the name that a server gives itself, unless the user has entered another one. */
  offerName(offered: string | null): void {
    if (this.name.trim() !== "" && this.name !== this.#offeredName) return;
    this.#offeredName = offered ?? "";
    this.name = this.#offeredName;
  }

  /** Continues to the sign-in if a Rocket.Chat server answers; returns whether it did. */
  async toSignIn(): Promise<boolean> {
    if (this.continuing) return false;
    this.attempted = true;
    if (this.address.trim() === "") return false;
    this.continuing = true;
    const found = await this.probe.run(this.probeInput);
    this.continuing = false;
    if (!found || this.#closed) return false;
    // Credentials that were entered for one server must not be sent to another one by mistake.
    if (found.url !== this.#secretsFor) this.signIn.forget();
    this.#secretsFor = found.url;
    this.#go("signIn");
    return true;
  }

  /** Signs in and adds the workspace; returns false if a required field is empty. */
  async add(): Promise<boolean> {
    this.attempted = true;
    if (!this.signIn.complete) return false;
    const { way, userId, user } = this.signIn;
    this.account = (way === "token" ? userId : user).trim();
    const succeeded = await this.signInFlow.begin(() =>
      this.#backend.addWorkspace({ ...this.probeInput, name: this.name.trim() || null, sign_in: this.signIn.toSend() }),
    );
    // Refused credentials stay in the form, so that the user can correct them.
    if (succeeded) this.signIn.forget();
    return true;
  }

  /** Goes back to the address step and keeps the input, except for the password. */
  toAddress(): void {
    this.signIn.password = "";
    // After a failed sign-in the result of the probe may no longer be true.
    if (this.signInFlow.failure) this.probe.reset();
    this.signInFlow.failure = null;
    this.#go("address");
  }

  /** Starts over for another workspace, with the same connection settings. */
  another(): void {
    this.address = "";
    this.name = "";
    this.signIn = new SignInForm();
    this.connection.allowHttp = false;
    this.saved = null;
    this.#secretsFor = "";
    this.probe.reset();
    this.#go("address");
  }

  /** Cancels a pending probe or sign-in, and clears the secrets. */
  close(): void {
    this.#closed = true;
    this.probe.reset();
    this.signInFlow.cancel();
    this.signIn.forget();
  }

  #go(step: AddStep): void {
    this.attempted = false;
    this.step = step;
  }

  #onSignedIn(workspace: WorkspaceView): void {
    if (this.#closed) return this.#callbacks.onunwanted(workspace);
    this.signIn.forget();
    this.saved = sanitizeDeep(workspace);
    this.#go("check");
    this.#callbacks.onadded(workspace);
  }
}
