import type { ChannelTarget } from "../backend/types";
import { t } from "../i18n/i18n.svelte";

/** How many names are listed before the others are only counted. */
const MOST = 3;

/** What a channel is and where it leads, in one line. */
export function channelText(target: ChannelTarget): string {
  const where = target.kind === "email" ? listed(target.to) : target.host;
  return `${t(`channels.kind_${target.kind}`)} · ${where}`;
}

/** Names separated by commas, of which only the first are named if there are many. */
export function listed(names: readonly string[]): string {
  if (names.length <= MOST) return names.join(", ");
  const named = names.slice(0, MOST - 1);
  return t("channels.others", { names: named.join(", "), count: names.length - named.length });
}
