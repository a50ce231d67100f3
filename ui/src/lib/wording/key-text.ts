import type { KeyReason, Shortage } from "../backend/types";
import { date, number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";

/** Why a server does not honor a license key, in one sentence. */
export function keyReasonText(reason: KeyReason): string {
  switch (reason.reason) {
    case "address":
      return reason.issued_for.length === 0
        ? t("renew.because_address", { address: reason.address })
        : t("renew.because_addressOf", { issuedFor: reason.issued_for.join(", "), address: reason.address });
    case "ended":
      return t("renew.because_ended", { at: at(reason.at) });
    case "not_begun":
      return t("renew.because_notBegun", { at: at(reason.at) });
    case "period":
      return t("renew.because_period");
    case "limit":
      return limitText(reason);
    case "other":
      return reason.name === "" ? t("renew.because_unknown") : t("renew.because_other", { name: reason.name });
  }
}

/** That a license is valid or applied, and that it allows less than is in use. */
export function shortageTitle(license: "fits" | "applied", shortages: readonly Shortage[]): string {
  const seats = shortages.find(({ limit }) => limit === "active_users");
  return seats ? t(`renew.${license}_seatsMissing`, { count: seats.missing }) : t(`renew.${license}_belowUse`);
}

function limitText({ limit, used, max }: Extract<KeyReason, { reason: "limit" }>): string {
  if (limit === null) return t("renew.because_limit");
  const name = t(`limit.${limit}`);
  return used === null || max === null
    ? t("renew.because_limitOf", { limit: name })
    : t("renew.because_limitBy", { limit: name, used: number(used), max: number(max) });
}

function at(instant: string): string {
  const parsed = parseInstant(instant);
  return parsed === null ? instant : date(parsed);
}
