import type { DeadlineView, FullWorkspaceView, LicenseView, LimitView } from "../backend/types";
import { number, utc, when } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { consequence, deadlineTitle } from "./deadline-text";
import { limitSteps } from "./limit-steps";
import { groupModules } from "../domain/modules";
import { moduleName } from "./module-text";

/**
 * A workspace as JSON, for a ticket or a script. Lists each field explicitly, so that nothing of the sign-in and the
 * connection is ever included by accident.
 */
export function asJson(workspace: FullWorkspaceView): string {
  const { name, url, server_version, support, status, fetched_at, stale, lapsed_at } = workspace;
  const { findings, timeline, licenses, limits } = workspace;
  const server = { name, url, server_version, support, status, fetched_at, stale, lapsed_at };
  const exported = { ...server, findings, timeline, licenses, limits };
  return `${JSON.stringify(exported, null, 2)}\n`;
}

/** A workspace as Markdown in the language of the window, with dates in UTC, which is the same for all readers. */
export function asMarkdown(workspace: FullWorkspaceView, now: number): string {
  const { name, url, server_version, status, timeline, licenses, limits } = workspace;
  const fetched = parseInstant(workspace.fetched_at);
  const facts = [
    plain(url),
    server_version === null ? null : plain(t("workspace.version", { version: server_version })),
    t(`status.${status}`),
    fetched === null ? t("workspace.neverFetched") : t("workspace.fetched", { when: utc(fetched) }),
  ];
  return [
    `# ${plain(name)}`,
    facts.filter((fact) => fact !== null).join(" · "),
    ...workspace.findings.map(
      ({ title, reasons, consequence }) => `**${plain(title)}**: ${plain([...reasons, consequence].join(" "))}`,
    ),
    ...(timeline.length > 0 && licenses.length !== 1
      ? [`## ${t("deadlines.title")}`, deadlineList(timeline, now)]
      : []),
    ...licenses.flatMap((license) =>
      licenseParts(licenses.length === 1 ? { ...license, deadlines: timeline } : license, now),
    ),
    ...(limits.length > 0 && licenses.length === 0 ? [`## ${t("community.limits")}`, limitTable(limits)] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

function deadlineList(deadlines: readonly DeadlineView[], now: number): string {
  return bullets(
    deadlines.map((deadline) => {
      const at = Date.parse(deadline.at);
      const stopping = deadline.modules.map((id) => plain(moduleName(id))).join(", ");
      const what = stopping || consequence(deadline);
      const first = `${utc(at)} (${when(at, now)}): ${deadlineTitle(deadline)}`;
      return what ? `${first}. ${what}` : first;
    }),
  );
}

function licenseParts(license: LicenseView, now: number): string[] {
  const parts = [`## ${plain(license.plan || t("license.unnamedPlan"))}`];
  const people = [
    license.granted_to === null ? null : `${t("details.grantedTo")}: ${plain(license.granted_to)}`,
    license.granted_by === null ? null : `${t("details.grantedBy")}: ${plain(license.granted_by)}`,
    license.license_id === null ? null : `${t("details.licenseId")}: ${plain(license.license_id)}`,
    license.renewal === "automatic" ? t("license.autoRenew") : null,
    license.offline ? t("license.offline") : null,
  ].filter((line) => line !== null);
  if (people.length > 0) parts.push(bullets(people));

  parts.push(`### ${t("deadlines.title")}`);
  parts.push(license.deadlines.length === 0 ? t("deadlines.none") : deadlineList(license.deadlines, now));
  if (license.limits.length > 0) parts.push(`### ${t("limits.title")}`, limitTable(license.limits));
  const steps = license.limits.flatMap((limit) =>
    limitSteps(limit.steps).map(({ words, reached }) => {
      const step = `${t(`limit.${limit.kind}`)}: ${plain(words)}`;
      return reached ? `${step} (${t("steps.reached")})` : step;
    }),
  );
  if (steps.length > 0) parts.push(bullets(steps));
  if (license.modules.length > 0) {
    const areas = groupModules(license.modules).map(({ area, modules }) => {
      const names = modules.map(({ id, active }) => {
        const known = plain(moduleName(id));
        return active ? known : `${known} (${t("modules.inactive")})`;
      });
      return `${t(`area.${area}`)}: ${names.join(", ")}`;
    });
    parts.push(`### ${t("modules.title")}`, bullets(areas));
  }
  return parts;
}

function limitTable(limits: readonly LimitView[]): string {
  const rows = limits.map(({ kind, used, max }) => [
    t(`limit.${kind}`),
    used === null ? "–" : number(used),
    max === null ? t("limit.unlimited") : number(max),
  ]);
  const head = [t("limits.title"), t("usage.inUse"), t("usage.max")];
  return [head, ["---", "--:", "--:"], ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** Escapes an untrusted text for Markdown: on one line, and without links or tags. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>()#!|~&]/g, "\\$&");
}
