import type { ChannelInput, ChannelView } from "../types";
import { failure } from "./failure";

type Answers = Record<string, (args: Record<string, unknown>) => unknown>;

/** The channels of the engine in a plain browser. They are examples, because recording them would send messages. */
export function channels(query: URLSearchParams, canStore: boolean, emit: () => void): Answers {
  let list: readonly ChannelView[] = examples(query.get("channels"));
  const change = (make: () => readonly ChannelView[]) => {
    if (!canStore) throw failure("storage", "database or disk is full");
    list = make();
    emit();
  };
  const at = (id: unknown, make: (one: ChannelView) => ChannelView) =>
    change(() => list.map((one) => (one.id === id ? make(one) : one)));
  return {
    channels: () => list,
    add_channel: ({ input }) => {
      refuseUnencrypted(input as ChannelInput);
      const id = `channel-${list.length + 1}`;
      change(() => [...list, viewOf(id, input as ChannelInput)]);
      return id;
    },
    edit_channel: ({ id, input }) =>
      at(id, (one) => ({ ...viewOf(one.id, input as ChannelInput), sent_at: one.sent_at })),
    remove_channel: ({ id }) => change(() => list.filter((one) => one.id !== id)),
    enable_channel: ({ id, enabled }) =>
      at(id, (one) => ({ ...one, definition: { ...one.definition, enabled: enabled === true } })),
    test_channel: ({ id }) => {
      const one = list.find((other) => other.id === id);
      if (one?.state.is === "failing") throw one.state.failure;
    },
    retry_channel: ({ id }) => at(id, (one) => ({ ...one, pending: 0, failed: 0, state: { is: "working" } })),
  };
}

/** Refuses what the engine refuses most often. */
function refuseUnencrypted({ target }: ChannelInput) {
  if (target.kind === "email" || target.connection.allow_http || !target.url?.startsWith("http:")) return;
  throw failure("webhook_unencrypted", "http:// is not encrypted");
}

function viewOf(id: string, input: ChannelInput): ChannelView {
  const { target: entered, ...chosen } = input;
  const hostOf = (url: string | null) => (url === null ? "chat.example" : new URL(url).host);
  const target = ((): ChannelView["definition"]["target"] => {
    switch (entered.kind) {
      case "room":
        return { kind: "room", host: hostOf(entered.url), connection: entered.connection };
      case "webhook":
        return { kind: "webhook", host: hostOf(entered.url), signed: entered.signed, connection: entered.connection };
      case "email": {
        const { server, port, security, user, from, to, ca_pem } = entered;
        return { kind: "email", server, port, security, user, from, to, ca_pem };
      }
    }
  })();
  const definition = { ...chosen, target };
  return { id, definition, sent_at: null, pending: 0, failed: 0, state: { is: "working" } };
}

function examples(which: string | null): readonly ChannelView[] {
  switch (which) {
    case null:
      return [];
    case "one":
      return usual.slice(0, 1);
    case "failing":
      return usual.map((channel) => (channel.id === "channel-2" ? { ...channel, ...failing } : channel));
    case "imported":
      return usual.map((channel) => ({
        ...channel,
        definition: { ...channel.definition, enabled: false },
        sent_at: null,
        state: { is: "secret_missing" },
      }));
    case "many":
      return [
        ...usual.map((channel) => (channel.id === "channel-2" ? { ...channel, ...failingAtLength } : channel)),
        {
          ...(usual[0] as ChannelView),
          id: "channel-4",
          definition: {
            ...chosen,
            name: "Bereitschaftsdienstkoordinationsstelle",
            target: {
              kind: "email",
              server: "mail.example.com",
              port: 587,
              security: "start_tls",
              user: null,
              from: "alerts@example.com",
              to: Array.from({ length: 12 }, (_, at) => `license-renewals-of-region-${at + 1}@subsidiary.example.com`),
              ca_pem: null,
            },
          },
          pending: 2,
          failed: 12,
        },
        {
          ...(usual[0] as ChannelView),
          id: "channel-5",
          definition: {
            ...chosen,
            name: "עדכונים",
            target: {
              kind: "room",
              host: "chat.a-very-long-name-of-a-company-and-its-subsidiaries.example:8443",
              connection,
            },
          },
          sent_at: null,
        },
      ];
    default:
      return usual;
  }
}

const connection = { allow_http: false, route: { via: "system" }, ca_pem: null } as const;

const chosen: Omit<ChannelView["definition"], "name" | "target"> = {
  enabled: true,
  filter: { off: [], min_urgency: "low", scope: { is: "all" } },
  quiet: null,
  exception: "none",
  language: null,
};

const working = { sent_at: "2026-11-24T08:12:00Z", pending: 0, failed: 0, state: { is: "working" } } as const;

const usual: readonly ChannelView[] = [
  {
    id: "channel-1",
    definition: { ...chosen, name: "Operations", target: { kind: "room", host: "chat.example.com", connection } },
    ...working,
  },
  {
    id: "channel-2",
    definition: {
      ...chosen,
      name: "On-call duty for all customers of the north-western region and their subsidiaries",
      target: { kind: "webhook", host: "hooks.pager.example:8443", signed: true, connection },
    },
    ...working,
  },
  {
    id: "channel-3",
    definition: {
      ...chosen,
      enabled: false,
      name: "License mail",
      target: {
        kind: "email",
        server: "mail.example.com",
        port: 465,
        security: "tls",
        user: "alerts",
        from: "alerts@example.com",
        to: ["licenses@example.com", "ops@example.com"],
        ca_pem: null,
      },
    },
    ...working,
    sent_at: null,
  },
];

const failing: Pick<ChannelView, "pending" | "failed" | "state"> = {
  pending: 3,
  failed: 1,
  state: {
    is: "failing",
    since: "2026-11-23T20:00:00Z",
    failure: {
      ...failure("channel_refused", "the webhook refuses the message (status 404)", ""),
      server_said: "Invalid integration id or token provided.",
    },
    next_attempt_at: "2026-11-24T09:30:00Z",
  },
};

const failingAtLength: typeof failing = {
  ...failing,
  state: {
    is: "failing",
    since: "2026-11-23T20:00:00Z",
    failure: {
      ...failure("channel_unavailable", "the webhook cannot accept messages now (status 503)", ""),
      // As long as a text of a server may be.
      server_said: "upstream connect error or disconnect/reset before headers. ".repeat(4).slice(0, 200),
    },
    next_attempt_at: "2026-11-24T09:30:00Z",
  },
};
