/** The tones in which something is drawn, from good to bad; `quiet` where nothing is at stake. */
export type Tone = "calm" | "soon" | "critical" | "ended" | "problem" | "quiet";
