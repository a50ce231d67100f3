import type { WorkspaceView } from "../backend/types";
import { when } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";

/** The one line about a workspace in the list, and the instant on which it hangs (for the clock), if on any. */
export type StatusLine = { text: string; at: number | null };

/** The most important fact about this workspace, in a few words. */
export function statusLine({ headline, error }: Pick<WorkspaceView, "headline" | "error">, now: number): StatusLine {
  const undated = (text: string): StatusLine => ({ text, at: null });
  const dated = (instant: string, wordsFor: (gaps: { when: string }) => string): StatusLine => {
    const at = Date.parse(instant);
    return { text: wordsFor({ when: when(at, now) }), at };
  };
  switch (headline.kind) {
    case "ends":
      return dated(headline.at, (gaps) => t("line.expires", gaps));
    case "renews":
      return dated(headline.at, (gaps) => t("line.renews", gaps));
    case "trial_ends":
      return dated(headline.at, (gaps) => t("line.trialEnds", gaps));
    case "modules_stop":
      return dated(headline.at, (gaps) => t("line.modulesStop", { ...gaps, count: headline.modules.length }));
    case "no_end":
      return undated(t("line.noEnd"));
    case "end_unreadable":
      return undated(t("license.unreadableEnd"));
    case "ended":
      return dated(headline.at, (gaps) => t("line.expired", gaps));
    case "renewal_missed":
      return dated(headline.at, (gaps) => t("line.renewalDue", gaps));
    case "trial_ended":
      return dated(headline.at, (gaps) => t("line.trialEnded", gaps));
    case "lapsed":
      return dated(headline.at, (gaps) => t("line.lapsed", gaps));
    case "not_honored":
      return undated(t("line.invalid"));
    case "not_begun":
      return dated(headline.at, (gaps) => t("line.starts", gaps));
    case "community":
      return undated(t("line.community"));
    case "not_permitted":
      return undated(t("line.notPermitted"));
    case "never_read":
      return undated(error ? t(`failure.${error.code}`) : t("line.never"));
  }
}
