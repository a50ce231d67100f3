import type { Backend } from "./contract";
import { failure } from "./preview-make";
import { refusalOfRoute, refusalOfWay, wholeAddress } from "./preview-way";
import type { Challenge, Connection, Factor, Failure, NewWorkspace, SignIn, SignInStep, WorkspaceView } from "./types";

/** What signing in changes. */
type Fleet = {
  /** Milliseconds that an exchange takes. */
  pace: number;
  known: () => readonly WorkspaceView[];
  change: (id: string, news: Partial<WorkspaceView>) => WorkspaceView | undefined;
  add: (news: Partial<WorkspaceView>) => WorkspaceView;
};

type Signing = Pick<
  Backend,
  "addWorkspace" | "reconnectWorkspace" | "answerSecondFactor" | "resendCode" | "finishWithSession" | "cancelSignIn"
>;

/**
 * Signing in, played: words in what is typed stand for servers (see `preview-way.ts`) and accounts. A token or password
 * with `bad` is refused; a user with `app` has an authenticator app, one with `mail` gets codes by e-mail, one with `strict` is asked
 * again for the token. The code is 123456.
 */
export function previewSigning({ pace, known, change, add }: Fleet): Signing {
  let waiting: { challenge: Challenge; user: string; finish: (news: Partial<WorkspaceView>) => WorkspaceView } | null =
    null;

  function challenge(user: string, purpose: Challenge["purpose"], refused: boolean): Challenge {
    const byMail = user.includes("mail");
    const factor: Factor = byMail ? "email" : "totp";
    const factors: Factor[] = user.includes("both") ? ["totp", "email"] : [factor];
    return { id: `challenge-${Date.now()}`, factor, factors, code_sent: byMail, purpose, refused };
  }

  async function begin(signIn: SignIn, finish: (news: Partial<WorkspaceView>) => WorkspaceView): Promise<SignInStep> {
    await pause(pace * 3);
    if (signIn.with === "token") {
      if (signIn.token.includes("bad")) throw failure("unauthorized", "401", "You must be logged in to do this.");
      return done(finish({ user_id: signIn.user_id, credential: "personal_access_token" }));
    }
    if (signIn.password.includes("bad")) throw failure("wrong_password", "401", "Unauthorized");
    if (/app|mail|both|strict/.test(signIn.user)) {
      waiting = { challenge: challenge(signIn.user, "sign_in", false), user: signIn.user, finish };
      return { step: "second_factor", challenge: waiting.challenge };
    }
    return done(finish({ credential: signIn.user.includes("session") ? "session" : "personal_access_token" }));
  }

  return {
    addWorkspace: async (input) => {
      const refusal = refusalOf(input, known());
      if (refusal) {
        await pause(pace * 3);
        throw refusal;
      }
      const { address, name, connection, sign_in } = input;
      const url = wholeAddress(address);
      const news = { name: name ?? url.replace(/^https?:\/\//, ""), url, connection: viewOf(connection) };
      const found = foundAt(url, sign_in.with === "token" ? sign_in.user_id : sign_in.user);
      return begin(sign_in, (more) => add({ ...news, ...found, ...more }));
    },
    reconnectWorkspace: async (id, { connection, keep_ca, sign_in }) => {
      const unusable = refusalOfRoute(connection.route);
      if (unusable) throw unusable;
      const before = known().find((workspace) => workspace.id === id);
      if (!before) throw failure("unknown_workspace", `no workspace ${id}`);
      const view = viewOf(connection);
      const has_ca = keep_ca ? before.connection.has_ca : view.has_ca;
      const finish = (more: Partial<WorkspaceView>) =>
        change(id, { ...more, connection: { ...view, has_ca } }) ?? before;
      if (sign_in) return begin(sign_in, finish);
      await pause(pace * 3);
      return done(finish({}));
    },
    answerSecondFactor: async (id, _factor, code) => {
      await pause(pace * 2);
      if (waiting?.challenge.id !== id) throw failure("sign_in_gone", "this sign-in is over");
      const { user, finish, challenge: asked } = waiting;
      if (code.replace(/\s/g, "") !== "123456") {
        waiting.challenge = challenge(user, asked.purpose, true);
        return { step: "second_factor", challenge: waiting.challenge };
      }
      if (user.includes("strict") && asked.purpose === "sign_in") {
        waiting.challenge = challenge(user, "make_token", false);
        return { step: "second_factor", challenge: waiting.challenge };
      }
      waiting = null;
      return done(finish({ credential: "personal_access_token" }));
    },
    resendCode: () => pause(pace),
    finishWithSession: async (id) => {
      await pause(pace);
      if (waiting?.challenge.id !== id) throw failure("sign_in_gone", "this sign-in is over");
      const { finish } = waiting;
      waiting = null;
      return done(finish({ credential: "session" }));
    },
    cancelSignIn: () => {
      waiting = null;
      return Promise.resolve();
    },
  };
}

function done(workspace: WorkspaceView): SignInStep {
  return { step: "done", workspace };
}

function viewOf({ allow_http, route, ca_pem }: Connection): WorkspaceView["connection"] {
  return { allow_http, route, has_ca: ca_pem !== null };
}

/** The checks of the real engine, as far as words in the address can stand for servers. */
function refusalOf({ address, connection, sign_in }: NewWorkspace, list: readonly WorkspaceView[]): Failure | null {
  const user = sign_in.with === "token" ? sign_in.user_id : sign_in.user;
  const url = wholeAddress(address);
  if (list.some((workspace) => workspace.url === url && workspace.user_id === user)) {
    return failure("duplicate_workspace", url);
  }
  return refusalOfWay(address, connection);
}

/** What is found at a new workspace: an address with `community` has no license, an account with `guest` may not see it. */
function foundAt(address: string, account: string): Partial<WorkspaceView> {
  const bare: Partial<WorkspaceView> = { licenses: [], attention: "calm" };
  if (account.includes("guest")) {
    const error = failure("forbidden", "403", "User does not have the permissions required for this action");
    return { ...bare, status: "not_permitted", headline: { kind: "not_permitted" }, attention: "problem", error };
  }
  return address.includes("community") ? { ...bare, status: "community", headline: { kind: "community" } } : {};
}

/** Waits. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
