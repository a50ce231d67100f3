export type Attention = "calm" | "soon" | "critical" | "ended" | "problem";
