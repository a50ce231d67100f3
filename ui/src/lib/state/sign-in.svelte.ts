import { asFailure, type Backend } from "../backend";
import type { Challenge, Connection, Factor, Failure, SignIn, SignInStep, WorkspaceView } from "../backend/types";

/** What is typed to sign in. Nothing of it outlives the form. */
export class SignInForm {
  way = $state<SignIn["with"]>("token");
  userId = $state("");
  token = $state("");
  user = $state("");
  password = $state("");

  constructor(userId = "") {
    this.userId = userId;
  }

  /** Whether everything is there. */
  get complete(): boolean {
    const wanted = this.way === "token" ? [this.userId, this.token] : [this.user, this.password];
    return wanted.every((value) => value.trim() !== "");
  }

  /** As it is sent. */
  toSend(): SignIn {
    return this.way === "token"
      ? { with: "token", user_id: this.userId.trim(), token: this.token.trim() }
      : { with: "password", user: this.user.trim(), password: this.password };
  }

  /** Forgets what is secret. */
  forget(): void {
    this.token = "";
    this.password = "";
  }
}

/** The extra certificate authority: none, the one that is kept already, or a new one. */
export type Authority = { kind: "none" } | { kind: "kept" } | { kind: "new"; pem: string; name: string };

/** The way to a workspace, as it is typed. */
export class ConnectionForm {
  via = $state<Connection["route"]["via"]>("system");
  proxyUrl = $state("");
  authority = $state.raw<Authority>({ kind: "none" });
  allowHttp = $state(false);

  constructor(known?: WorkspaceView["connection"]) {
    if (!known) return;
    this.via = known.route.via;
    this.proxyUrl = known.route.via === "proxy" ? known.route.url : "";
    this.authority = known.has_ca ? { kind: "kept" } : { kind: "none" };
    this.allowHttp = known.allow_http;
  }

  /** As it is sent; `http://` is allowed only for an address that needs it. */
  toSend(unencrypted: boolean): Connection {
    return {
      allow_http: unencrypted && this.allowHttp,
      route: this.via === "proxy" ? { via: "proxy", url: this.proxyUrl.trim() } : { via: this.via },
      ca_pem: this.authority.kind === "new" ? this.authority.pem : null,
    };
  }
}

/** A sign-in under way: what the server asks for, and what became of the answers. */
export class SignInFlow {
  /** Whether an exchange is under way. */
  busy = $state(false);
  /** Whether a code is being sent anew. */
  resending = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** What the server wants to know. */
  challenge = $state.raw<Challenge | null>(null);
  factor = $state<Factor>("totp");
  code = $state("");

  readonly #backend: Backend;
  readonly #ondone: (workspace: WorkspaceView) => void;

  constructor(backend: Backend, ondone: (workspace: WorkspaceView) => void) {
    this.#backend = backend;
    this.#ondone = ondone;
  }

  /** Takes a first step; returns whether it went well. */
  begin(step: () => Promise<SignInStep>): Promise<boolean> {
    return this.#take(step);
  }

  /** Answers what the server wants to know. */
  async answer(): Promise<void> {
    const { challenge, code, factor } = this;
    if (!challenge || code.trim() === "") return;
    this.code = "";
    await this.#take(() => this.#backend.answerSecondFactor(challenge.id, factor, code));
  }

  /** Goes on with a session where a token cannot be had. */
  async useSession(): Promise<void> {
    const { challenge } = this;
    if (challenge) await this.#take(() => this.#backend.finishWithSession(challenge.id));
  }

  /** Has the code sent anew; returns whether it was. */
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

  /** Gives up what waits for a second factor. */
  cancel(): void {
    const { challenge } = this;
    this.challenge = null;
    this.code = "";
    if (challenge) void this.#backend.cancelSignIn(challenge.id).catch(() => undefined);
  }

  async #take(step: () => Promise<SignInStep>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = null;
    try {
      const taken = await step();
      if (taken.step === "done") {
        this.challenge = null;
        this.#ondone(taken.workspace);
      } else {
        this.challenge = taken.challenge;
        this.factor = taken.challenge.factor;
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
