import { OnDemand } from "../state/on-demand.svelte";

/** What opens at a control. The control itself needs none of what places, dismisses and operates these. */
export const popups = {
  menu: new OnDemand(() => import("./components/MenuPopup.svelte")),
  tooltips: new OnDemand(() => import("./components/TooltipLayer.svelte")),
};
