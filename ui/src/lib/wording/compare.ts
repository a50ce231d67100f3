import type { DeadlineKind, LimitKind, LimitReport, ModuleReport, WorkspaceView } from "../backend/types";
import { date, number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { deadlinesOf } from "../domain/deadlines";
import { limitSteps } from "./limit-steps";
import { soonestLicense } from "../domain/deadlines";
import { groupModules } from "../domain/modules";
import { moduleName } from "./module-text";

/** What one of the two workspaces has: a text, a yes, a no, or nothing at all. */
export type Cell = { kind: "text"; text: string; note?: string } | { kind: "yes" } | { kind: "no" } | { kind: "none" };

/** One thing in which two workspaces are held against each other. */
export type ComparedRow = { key: string; label: string; left: Cell; right: Cell; differs: boolean };

/** The rows about one thing. */
export type ComparedSection = { about: "plan" | "dates" | "limits" | "modules"; rows: ComparedRow[] };

/** Two workspaces side by side. */
export type Comparison = { sections: ComparedSection[]; differences: number };

/** Compares two workspaces; what neither has is left out. */
export function compare(left: WorkspaceView, right: WorkspaceView): Comparison {
  const sections: ComparedSection[] = [
    { about: "plan" as const, rows: planRows(left, right) },
    { about: "dates" as const, rows: dateRows(left, right) },
    { about: "limits" as const, rows: limitRows(left, right) },
    { about: "modules" as const, rows: moduleRows(left, right) },
  ].filter(({ rows }) => rows.length > 0);
  const differences = sections.flatMap(({ rows }) => rows).filter(({ differs }) => differs).length;
  return { sections, differences };
}

const NONE: Cell = { kind: "none" };

function text(value: string | null | undefined): Cell {
  return value ? { kind: "text", text: value } : NONE;
}

function truth(value: boolean | undefined): Cell {
  if (value === undefined) return NONE;
  return { kind: value ? "yes" : "no" };
}

/** What is compared of a cell; its note is not. */
function valueOf(cell: Cell): string {
  return cell.kind === "text" ? `=${cell.text}` : cell.kind;
}

function row(key: string, label: string, left: Cell, right: Cell): ComparedRow[] {
  if (left.kind === "none" && right.kind === "none") return [];
  return [{ key, label, left, right, differs: valueOf(left) !== valueOf(right) }];
}

function planRows(left: WorkspaceView, right: WorkspaceView): ComparedRow[] {
  const [a, b] = [soonestLicense(left), soonestLicense(right)];
  const plans = ({ licenses }: WorkspaceView) =>
    text(licenses.map(({ plan }) => plan || t("license.unnamedPlan")).join(", "));
  return [
    ...row("status", t("compare.status"), text(t(`status.${left.status}`)), text(t(`status.${right.status}`))),
    ...row("plan", t("renew.plan"), plans(left), plans(right)),
    ...row("trial", t("license.trial"), truth(a?.trial), truth(b?.trial)),
    ...row("renewal", t("license.autoRenew"), truth(a?.auto_renew), truth(b?.auto_renew)),
    ...row("offline", t("license.offline"), truth(a?.offline), truth(b?.offline)),
    ...row("server", t("compare.server"), text(left.server_version), text(right.server_version)),
  ];
}

/** What has a row of its own among the dates, beside the beginning and the end. */
const dated = [
  "not_yet_valid",
  "trial_end",
  "modules_disabled",
  "fair_use",
  "actions_prevented",
  "installation_prevented",
  "version_support_end",
] as const satisfies readonly DeadlineKind[];

function dateRows(left: WorkspaceView, right: WorkspaceView): ComparedRow[] {
  const [a, b] = [soonestLicense(left), soonestLicense(right)];
  const day = (instant: string | null | undefined) => {
    const at = parseInstant(instant);
    return at === null ? NONE : text(date(at));
  };
  const first = (workspace: WorkspaceView, kind: DeadlineKind) => {
    const all = workspace.licenses.flatMap(deadlinesOf).filter((deadline) => deadline.kind === kind);
    return all.length === 0 ? NONE : text(date(Math.min(...all.map(({ at }) => at))));
  };
  return [
    ...row("issued", t("details.issued"), day(a?.issued_at), day(b?.issued_at)),
    ...row("end", t("renew.end"), day(a?.expires_at), day(b?.expires_at)),
    ...dated.flatMap((kind) => row(kind, t(`compare.${kind}`), first(left, kind), first(right, kind))),
    ...row("support", t("compare.support"), day(left.support?.ends_at), day(right.support?.ends_at)),
  ];
}

const limitKinds: readonly LimitKind[] = [
  "active_users",
  "guest_users",
  "rooms_per_guest",
  "private_apps",
  "marketplace_apps",
  "monthly_active_contacts",
];

function limitRows(left: WorkspaceView, right: WorkspaceView): ComparedRow[] {
  return limitKinds.flatMap((kind) => {
    const limit = t(`limit.${kind}`);
    return [
      ...row(kind, limit, limitCell(left, kind), limitCell(right, kind)),
      ...row(`${kind}_steps`, t("compare.steps", { limit }), stepsCell(left, kind), stepsCell(right, kind)),
    ];
  });
}

/** What happens at each step of a limit, a line each. */
function stepsCell({ licenses }: WorkspaceView, kind: LimitKind): Cell {
  const all = licenses.flatMap(({ limit_steps }) => limit_steps);
  return text([...new Set(limitSteps(all, kind, null).map(({ words }) => words))].join("\n"));
}

function limitCell(workspace: WorkspaceView, kind: LimitKind): Cell {
  const limit = tightest(workspace, kind);
  if (!limit) return NONE;
  const maximum = limit.max === null ? t("limit.unlimited") : number(limit.max);
  if (limit.used === null) return { kind: "text", text: maximum };
  return { kind: "text", text: maximum, note: t("usage.used", { used: number(limit.used) }) };
}

/** Of several licenses the tightest maximum is what counts. */
function tightest({ licenses, community_limits }: WorkspaceView, kind: LimitKind): LimitReport | undefined {
  const all = licenses.length > 0 ? licenses.flatMap(({ limits }) => limits) : community_limits;
  return all
    .filter((limit) => limit.kind === kind)
    .sort((a, b) => (a.max ?? Number.POSITIVE_INFINITY) - (b.max ?? Number.POSITIVE_INFINITY))[0];
}

function moduleRows(left: WorkspaceView, right: WorkspaceView): ComparedRow[] {
  const [a, b] = [modulesOf(left), modulesOf(right)];
  const all = new Map([...a, ...b]);
  return groupModules([...all.values()].map((module) => ({ ...module, active: true })))
    .flatMap(({ modules }) => modules)
    .flatMap(({ id }) => row(id, moduleName(id), truth(a.get(id)?.active), truth(b.get(id)?.active)));
}

/** The modules of all licenses; what one of them has active is active. */
function modulesOf({ licenses }: WorkspaceView): Map<string, ModuleReport> {
  const modules = new Map<string, ModuleReport>();
  for (const module of licenses.flatMap((license) => license.modules)) {
    if (module.active || !modules.has(module.id)) modules.set(module.id, module);
  }
  return modules;
}
