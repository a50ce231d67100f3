/** The themes to choose from; `system` follows the operating system. */
export const themes = ["system", "light", "dark"] as const;

export type Theme = (typeof themes)[number];
