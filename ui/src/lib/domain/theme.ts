/** The themes that can be chosen; `system` goes along with the system's. */
export const themes = ["system", "light", "dark"] as const;

/** A theme of the window. */
export type Theme = (typeof themes)[number];
