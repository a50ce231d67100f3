import type {
  ChangeView,
  ComparisonSheet,
  DeadlineKind,
  Direction,
  FullWorkspaceView,
  LicenseView,
  LimitKind,
  LimitView,
  WorkspaceView,
} from "../backend/types";
import { date, number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { limitSteps } from "./limit-steps";
import { groupModules } from "../domain/modules";
import { moduleName } from "./module-text";

/** The value of one workspace: a text, yes, no, none, or that it cannot be known without access. */
export type Cell =
  | { kind: "text"; text: string; note?: string }
  | { kind: "yes" }
  | { kind: "no" }
  | { kind: "none" }
  | { kind: "unavailable" };

export type ComparedRow = {
  key: string;
  label: string;
  left: Cell;
  right: Cell;
  differs: boolean;
  /** Whether the right side is better or worse than the left one; `null` if nobody decides that. */
  direction: Direction | null;
};

/** The rows of one topic. */
export type ComparedSection = { about: "plan" | "dates" | "limits" | "modules"; rows: ComparedRow[] };

/** Two workspaces side by side. */
export type Comparison = { sections: ComparedSection[]; differences: number };

/**
 * Compares two workspaces; rows without a value on either side are left out. `changes` are those from the left side to the
 * right one, if both are the same workspace.
 */
export function compare(
  left: FullWorkspaceView,
  right: FullWorkspaceView,
  changes: readonly ChangeView[] = [],
): Comparison {
  const directions = new Map(changes.map((change) => [rowOf(change), change.direction]));
  const sections: ComparedSection[] = [
    { about: "plan" as const, rows: planRows(left, right) },
    { about: "dates" as const, rows: dateRows(left, right) },
    { about: "limits" as const, rows: limitRows(left, right) },
    { about: "modules" as const, rows: moduleRows(left, right) },
  ]
    .filter(({ rows }) => rows.length > 0)
    .map(({ about, rows }) => ({
      about,
      rows: rows.map((row) => ({
        ...withUnavailable(row, isHidden(left), isHidden(right)),
        direction: directions.get(`${about} ${row.key}`) ?? null,
      })),
    }));
  const differences = sections.flatMap(({ rows }) => rows).filter(({ differs }) => differs).length;
  return { sections, differences };
}

/** Whether the license of a workspace is not known, so that what is missing may be there all the same. */
export function isHidden({ status, license_count: count }: Pick<WorkspaceView, "status" | "license_count">): boolean {
  return (status === "not_permitted" || status === "unknown") && count === 0;
}

/** What is unknown differs from nothing. */
function withUnavailable(row: ComparedRow, leftHidden: boolean, rightHidden: boolean): ComparedRow {
  const left = leftHidden && row.left.kind === "none" ? UNAVAILABLE : row.left;
  const right = rightHidden && row.right.kind === "none" ? UNAVAILABLE : row.right;
  const isKnown = left !== UNAVAILABLE && right !== UNAVAILABLE;
  return { ...row, left, right, differs: row.differs && isKnown };
}

/** The row that shows a change; `null` if none does. */
function rowOf(change: ChangeView): string | null {
  switch (change.kind) {
    case "license_gained":
    case "license_lost":
    case "plan_changed":
      return "plan plan";
    case "expiry_changed":
      return "dates end";
    case "module_gained":
    case "module_lost":
      return `modules ${change.module}`;
    case "limit_raised":
    case "limit_lowered":
      return `limits ${change.limit}`;
    case "trial_started":
    case "trial_ended":
      return "plan trial";
    case "renewal_changed":
      return "plan renewal";
    case "server_version_changed":
      return "plan server";
    // An address is no part of a license.
    case "address_changed":
      return null;
  }
}

/** A comparison as a report has it: everything in words. */
export function sheetOf(sections: readonly ComparedSection[], sides: [string, string]): ComparisonSheet {
  return {
    sides,
    sections: sections.map(({ about, rows }) => ({
      title: t(`compare.${about}`),
      rows: rows.map(({ label, left, right, differs, direction }) => ({
        label,
        values: [cellText(left, about), cellText(right, about)],
        differs,
        direction,
      })),
    })),
  };
}

function cellText(cell: Cell, about: ComparedSection["about"]): string {
  switch (cell.kind) {
    case "text":
      return cell.note ? `${cell.text} (${cell.note})` : cell.text;
    case "yes":
      return about === "modules" ? t("compare.active") : t("details.yes");
    case "no":
      return about === "modules" ? t("modules.inactive") : t("compare.no");
    case "none":
      return "";
    case "unavailable":
      return t("compare.unavailable");
  }
}

const NONE: Cell = { kind: "none" };
const UNAVAILABLE: Cell = { kind: "unavailable" };

function text(value: string | null | undefined): Cell {
  return value ? { kind: "text", text: value } : NONE;
}

function truth(value: boolean | undefined): Cell {
  if (value === undefined) return NONE;
  return { kind: value ? "yes" : "no" };
}

/** The part of a cell that is compared; its note is not. What is not there is not on. */
function valueOf(cell: Cell): string {
  if (cell.kind === "text") return `=${cell.text}`;
  return cell.kind === "none" ? "no" : cell.kind;
}

function row(key: string, label: string, left: Cell, right: Cell): ComparedRow[] {
  if (left.kind === "none" && right.kind === "none") return [];
  return [{ key, label, left, right, differs: valueOf(left) !== valueOf(right), direction: null }];
}

/** Merges two lists, in the order of both. */
function inOrderOfBoth<Key>(left: readonly Key[], right: readonly Key[]): Key[] {
  const merged = new Set<Key>();
  let rest = right;
  for (const key of left) {
    const place = rest.indexOf(key);
    for (const before of rest.slice(0, Math.max(0, place))) merged.add(before);
    rest = rest.slice(place + 1);
    merged.add(key);
  }
  return [...new Set([...merged, ...rest])];
}

function planRows(left: FullWorkspaceView, right: FullWorkspaceView): ComparedRow[] {
  const plans = ({ licenses, visible }: FullWorkspaceView) =>
    text(licenses.length > 0 ? licenses.map(({ plan }) => plan || t("license.unnamedPlan")).join(", ") : visible?.plan);
  const any = ({ licenses }: FullWorkspaceView, is: (license: LicenseView) => boolean) =>
    licenses.length === 0 ? NONE : truth(licenses.some(is));
  const yesOrNo = (key: string, label: string, is: (license: LicenseView) => boolean) =>
    row(key, label, any(left, is), any(right, is));
  return [
    ...row("status", t("compare.status"), text(t(`status.${left.status}`)), text(t(`status.${right.status}`))),
    ...row("plan", t("renew.plan"), plans(left), plans(right)),
    ...yesOrNo("trial", t("license.trial"), ({ trial }) => trial),
    ...yesOrNo("renewal", t("license.autoRenew"), ({ renewal }) => renewal === "automatic"),
    ...yesOrNo("offline", t("license.offline"), ({ offline }) => offline),
    ...row("server", t("compare.server"), text(left.server_version), text(right.server_version)),
  ];
}

function dateRows(left: FullWorkspaceView, right: FullWorkspaceView): ComparedRow[] {
  const day = (instant: string | null | undefined) => {
    const at = parseInstant(instant);
    return at === null ? NONE : text(date(at));
  };
  const deadlines = ({ licenses }: FullWorkspaceView) =>
    licenses.flatMap((license) => license.deadlines).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const [onLeft, onRight] = [deadlines(left), deadlines(right)];
  // The end of the license has its own row, because among several licenses the engine decides which end counts.
  const kinds = inOrderOfBoth(
    onLeft.map(({ kind }) => kind),
    onRight.map(({ kind }) => kind),
  ).filter((kind) => kind !== "expiry");
  const first = (all: readonly { kind: DeadlineKind; at: string }[], wanted: DeadlineKind) =>
    day(all.find(({ kind }) => kind === wanted)?.at);
  return [
    // The first license is the one that ends last.
    ...row("issued", t("details.issued"), day(left.licenses[0]?.issued_at), day(right.licenses[0]?.issued_at)),
    ...row("end", t("renew.end"), day(left.ends_at), day(right.ends_at)),
    ...kinds.flatMap((kind) => row(kind, t(`compare.${kind}`), first(onLeft, kind), first(onRight, kind))),
    ...row("support", t("compare.support"), day(left.support?.ends_at), day(right.support?.ends_at)),
  ];
}

function limitRows(left: FullWorkspaceView, right: FullWorkspaceView): ComparedRow[] {
  const kinds = inOrderOfBoth(
    left.limits.map(({ kind }) => kind),
    right.limits.map(({ kind }) => kind),
  );
  const find = ({ limits }: FullWorkspaceView, wanted: LimitKind) => limits.find(({ kind }) => kind === wanted);
  return kinds.flatMap((kind) => {
    const limit = t(`limit.${kind}`);
    const [a, b] = [find(left, kind), find(right, kind)];
    return [
      ...row(kind, limit, limitCell(a), limitCell(b)),
      ...row(`${kind}_steps`, t("compare.steps", { limit }), stepsCell(a), stepsCell(b)),
    ];
  });
}

/** What happens at each step of a limit, one line per step. */
function stepsCell(limit: LimitView | undefined): Cell {
  return text([...new Set(limitSteps(limit?.steps ?? []).map(({ words }) => words))].join("\n"));
}

function limitCell(limit: LimitView | undefined): Cell {
  if (!limit) return NONE;
  const maximum = limit.max === null ? t("limit.unlimited") : number(limit.max);
  if (limit.used === null) return { kind: "text", text: maximum };
  return { kind: "text", text: maximum, note: t("usage.used", { used: number(limit.used) }) };
}

function moduleRows(left: FullWorkspaceView, right: FullWorkspaceView): ComparedRow[] {
  const all = new Map([...left.modules, ...right.modules].map((module) => [module.id, module]));
  const active = ({ modules }: FullWorkspaceView, wanted: string) =>
    truth(modules.find(({ id }) => id === wanted)?.active);
  return groupModules([...all.values()].map((module) => ({ ...module, active: true })))
    .flatMap(({ modules }) => modules)
    .flatMap(({ id }) => row(id, moduleName(id), active(left, id), active(right, id)));
}
