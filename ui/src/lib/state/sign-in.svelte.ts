import { asFailure, type Backend } from "../backend";
import type { Challenge, Connection, Factor, Failure, SignIn, SignInStep, WorkspaceView } from "../backend/types";

/** Credentials as they are entered. They are never stored. */
export class SignInForm {
  way = $state<SignIn["with"]>("token");
  userId = $state("");
  token = $state("");
  user = $state("");
  password = $state("");

  constructor(userId = "") {
    this.userId = userId;
  }

  /** Whether every required field is filled in. */
  get complete(): boolean {
    const required = this.way === "token" ? [this.userId, this.token] : [this.user, this.password];
    return required.every((value) => value.trim() !== "");
  }

  /** The trimmed input, for the backend. */
  toSend(): SignIn {
    return this.way === "token"
      ? { with: "token", user_id: this.userId.trim(), token: this.token.trim() }
      : { with: "password", user: this.user.trim(), password: this.password };
  }

  /** Clears the secrets. */
  forget(): void {
    this.token = "";
    this.password = "";
  }
}

/** The extra certificate authority: none, the one that is stored already, or a new one. */
export type Authority = { kind: "none" } | { kind: "kept" } | { kind: "new"; pem: string; name: string };

/** Connection settings of a workspace, as they are entered. */
export class ConnectionForm {
  via = $state<Connection["route"]["via"]>("system");
  proxyUrl = $state("");
  authority = $state.raw<Authority>({ kind: "none" });
  allowHttp = $state(false);

  constructor(current?: WorkspaceView["connection"]) {
    if (!current) return;
    this.via = current.route.via;
    this.proxyUrl = current.route.via === "proxy" ? current.route.url : "";
    this.authority = current.has_ca ? { kind: "kept" } : { kind: "none" };
    this.allowHttp = current.allow_http;
  }

  /** The trimmed input, for the backend. Allows plain HTTP only if the address needs it. */
  toSend(unencrypted: boolean): Connection {
    return {
      allow_http: unencrypted && this.allowHttp,
      route: this.via === "proxy" ? { via: "proxy", url: this.proxyUrl.trim() } : { via: this.via },
      ca_pem: this.authority.kind === "new" ? this.authority.pem : null,
    };
  }
}

/** A sign-in in progress, including the second factor that the server may require. */
export class SignInFlow {
  /** Whether a request is in progress. */
  busy = $state(false);
  /** Whether a new code is being requested. */
  resending = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** The second factor that the server requires; `null` if it requires none. */
  challenge = $state.raw<Challenge | null>(null);
  factor = $state<Factor>("totp");
  code = $state("");

  readonly #backend: Backend;
  readonly #ondone: (workspace: WorkspaceView) => void;

  constructor(backend: Backend, ondone: (workspace: WorkspaceView) => void) {
    this.#backend = backend;
    this.#ondone = ondone;
  }

  /** Starts the sign-in; returns whether the server accepted it, possibly with a challenge. */
  begin(step: () => Promise<SignInStep>): Promise<boolean> {
    return this.#run(step);
  }

  /** Submits the code. */
  async answer(): Promise<void> {
    const { challenge, code, factor } = this;
    if (!challenge || code.trim() === "") return;
    this.code = "";
    await this.#run(() => this.#backend.answerSecondFactor(challenge.id, factor, code));
  }

  /** Continues with a session if the server issues no personal access token. */
  async useSession(): Promise<void> {
    const { challenge } = this;
    if (challenge) await this.#run(() => this.#backend.finishWithSession(challenge.id));
  }

  /** Requests a new code; returns whether it was sent. */
  async resend(): Promise<boolean> {
    if (!this.challenge || this.resending) return false;
    this.resending = true;
    this.failure = null;
    try {
      await this.#backend.resendCode(this.challenge.id);
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.resending = false;
    }
  }

  /** Cancels a sign-in that is waiting for a second factor. */
  cancel(): void {
    const { challenge } = this;
    this.challenge = null;
    this.code = "";
    if (challenge) void this.#backend.cancelSignIn(challenge.id).catch(() => undefined);
  }

  async #run(step: () => Promise<SignInStep>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = null;
    try {
      const result = await step();
      if (result.step === "done") {
        this.challenge = null;
        this.#ondone(result.workspace);
      } else {
        this.challenge = result.challenge;
        this.factor = result.challenge.factor;
      }
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      if (this.failure.code === "sign_in_gone" || this.failure.code === "wrong_password") this.challenge = null;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
