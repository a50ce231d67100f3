import type { ChannelInput, ChannelTarget, ChannelView, Failure, FailureCode } from "../backend/types";
import type { KindsOff, Language, MailSecurity, QuietHours, QuietHoursException, Urgency } from "../backend/types";
import { t } from "../i18n/i18n.svelte";
import { ConnectionForm } from "./sign-in.svelte";

/** The kinds of channels, in the order in which they are offered. */
export const channelKinds = ["room", "webhook", "email"] as const;

/** A kind of channel. */
export type ChannelKind = (typeof channelKinds)[number];

/** The usual port of a mail server. */
const ports: Readonly<Record<MailSecurity, number>> = { tls: 465, start_tls: 587, none: 25 };

/** A field that a failure can be about. */
export type ChannelField =
  "name" | "url" | "key" | "server" | "port" | "security" | "password" | "from" | "to" | "proxy" | "authority";

/** The field at which a failure is shown; all others are about the channel as a whole. */
const fields: Partial<Record<FailureCode, ChannelField>> = {
  channel_name_missing: "name",
  webhook_missing: "url",
  bad_webhook: "url",
  webhook_unencrypted: "url",
  webhook_holds_credentials: "url",
  signing_key_missing: "key",
  bad_signing_key: "key",
  bad_mail_server: "server",
  bad_mail_port: "port",
  mail_unencrypted: "security",
  mail_password_missing: "password",
  bad_mail_sender: "from",
  bad_mail_recipient: "to",
  bad_mail_recipient_count: "to",
  bad_proxy: "proxy",
  bad_authority: "authority",
};

/** A channel as it is entered. */
export class ChannelForm {
  kind = $state<ChannelKind>("room");
  name = $state("");
  /** The address of a room or a webhook. Empty to keep the one that there is. */
  url = $state("");
  signed = $state(true);
  /** Empty to keep the one that there is. */
  key = $state("");
  server = $state("");
  port = $state("465");
  security = $state<MailSecurity>("tls");
  user = $state("");
  /** Empty to keep the one that there is. */
  password = $state("");
  from = $state("");
  /** Separated by commas, white space or semicolons. */
  to = $state("");
  off = $state.raw<KindsOff>([]);
  minUrgency = $state<Urgency>("low");
  scope = $state<"all" | "some">("all");
  groups = $state.raw<readonly string[]>([]);
  workspaces = $state.raw<readonly string[]>([]);
  quiet = $state.raw<QuietHours | null>(null);
  exception = $state<QuietHoursException>("none");
  language = $state<Language | "app">("app");
  readonly connection: ConnectionForm;
  /** Why it was not saved; `null` if nothing is known to be wrong. */
  failure = $state.raw<Failure | null>(null);

  /** The channel that is edited; `null` for a new one. */
  readonly before: ChannelView | null;

  constructor(before: ChannelView | null) {
    this.before = before;
    const target = before?.definition.target;
    const connection = target && target.kind !== "email" ? target.connection : undefined;
    const authority = target?.kind === "email" ? target.ca_pem : connection?.ca_pem;
    this.connection = new ConnectionForm({
      allow_http: connection?.allow_http ?? false,
      route: connection?.route ?? { via: "system" },
      has_ca: (authority ?? null) !== null,
    });
    if (!before || !target) return;
    const { definition } = before;
    this.kind = target.kind;
    this.name = definition.name;
    if (target.kind === "webhook") this.signed = target.signed;
    if (target.kind === "email") {
      this.server = target.server;
      this.port = String(target.port);
      this.security = target.security;
      this.user = target.user ?? "";
      this.from = target.from;
      this.to = target.to.join(", ");
    }
    this.off = definition.filter.off;
    this.minUrgency = definition.filter.min_urgency;
    const { scope } = definition.filter;
    this.scope = scope.is;
    if (scope.is === "some") [this.groups, this.workspaces] = [scope.groups, scope.workspaces];
    this.quiet = definition.quiet;
    this.exception = definition.exception;
    this.language = definition.language ?? "app";
  }

  /** Chooses the encryption, and the port that is usual for it unless another one was entered. */
  chooseSecurity(security: MailSecurity): void {
    if (this.port === String(ports[this.security])) this.port = String(ports[security]);
    this.security = security;
  }

  /** Makes a new signing key: the user copies it to the receiver, before it is saved. */
  generateKey(): void {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    this.key = `whsec_${btoa(String.fromCharCode(...bytes))}`;
  }

  /** The field that the failure is about; `null` if it is about the channel as a whole, or there is none. */
  get failedField(): ChannelField | null {
    return (this.failure && fields[this.failure.code]) ?? null;
  }

  /** What is wrong with a field; `null` if nothing is known to be. */
  problem(field: ChannelField): string | null {
    return this.failure && this.failedField === field ? t(`failure.${this.failure.code}Fix`) : null;
  }

  /** Whether a secret of this kind is kept if none is entered. */
  get keeps(): { url: boolean; key: boolean; password: boolean } {
    const target = this.before?.definition.target;
    const isSame = target?.kind === this.kind && !this.#isIncomplete;
    return {
      url: isSame && this.kind !== "email",
      key: isSame && target.kind === "webhook" && target.signed,
      password: isSame && target.kind === "email" && target.user !== null,
    };
  }

  /** Whether it was imported, without its secrets. */
  get #isIncomplete(): boolean {
    return this.before?.state.is === "secret_missing";
  }

  /** Whether everything that is needed is entered. The engine checks what it is. */
  get isComplete(): boolean {
    if (this.name.trim() === "") return false;
    const { url, key, password } = this.keeps;
    switch (this.kind) {
      case "room":
        return url || this.url.trim() !== "";
      case "webhook":
        return (url || this.url.trim() !== "") && (!this.signed || key || this.key.trim() !== "");
      case "email": {
        const isSignedIn = this.user.trim() === "" || password || this.password !== "";
        return this.server.trim() !== "" && this.from.trim() !== "" && this.to.trim() !== "" && isSignedIn;
      }
    }
  }

  /** The input for the backend. */
  toSend(): ChannelInput {
    return {
      name: this.name.trim(),
      // Whoever completes it wants it to work.
      enabled: this.#isIncomplete || (this.before?.definition.enabled ?? true),
      target: this.#target(),
      filter: {
        off: this.off,
        min_urgency: this.minUrgency,
        scope:
          this.scope === "all"
            ? { is: "all" }
            : { is: "some", groups: [...this.groups], workspaces: [...this.workspaces] },
      },
      quiet: this.quiet,
      exception: this.exception,
      language: this.language === "app" ? null : this.language,
    };
  }

  #target(): ChannelInput["target"] {
    const entered = (text: string) => (text.trim() === "" ? null : text.trim());
    const sent = this.connection.toSend(true);
    const connection = { ...sent, ca_pem: this.#authority(sent.ca_pem) };
    switch (this.kind) {
      case "room":
        return { kind: "room", url: entered(this.url), connection };
      case "webhook":
        return { kind: "webhook", url: entered(this.url), signed: this.signed, key: entered(this.key), connection };
      case "email":
        return {
          kind: "email",
          server: this.server.trim(),
          port: portOf(this.port),
          security: this.security,
          user: entered(this.user),
          password: this.password === "" ? null : this.password,
          from: this.from.trim(),
          to: this.to.split(/[\s,;]+/).filter((one) => one !== ""),
          ca_pem: connection.ca_pem,
        };
    }
  }

  /** The authority to trust: the one that was chosen now, or the one that there is. */
  #authority(chosen: string | null): string | null {
    if (this.connection.authority.kind !== "kept") return chosen;
    const target: ChannelTarget | undefined = this.before?.definition.target;
    return (target?.kind === "email" ? target.ca_pem : target?.connection.ca_pem) ?? null;
  }
}

/** The number of a port; 0, which is none, for every other text. */
function portOf(text: string): number {
  const port = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  return port <= 65_535 ? port : 0;
}
