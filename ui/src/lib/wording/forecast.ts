import type { Usage } from "../domain/usage";
import { date } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";

/** The forecast as a sentence; `null` if nothing can run out. */
export function forecastSentence({ kind, points, forecast }: Usage): string | null {
  const limit = t(`usage.of_${kind}`);
  const last = points.at(-1);
  const runsOut = parseInstant(forecast?.runs_out_at);
  if (!forecast || runsOut === null) {
    if (!last || last.max === null || last.used >= last.max) return null;
    return t("usage.lasts", { limit });
  }
  const gaps = { limit, date: date(runsOut) };
  const days = forecast.before_license_ends_days;
  return days === null ? t("usage.runsOut", gaps) : t("usage.runsOutBefore", { ...gaps, count: days });
}
