/** How urgent something looks, from good to bad; `quiet` is neutral. */
export type Tone = "calm" | "soon" | "critical" | "ended" | "problem" | "quiet";
