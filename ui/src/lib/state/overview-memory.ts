/** Where one was in the overview when one left it: how far down, and at which workspace. */
export type OverviewMemory = { scroll: number; cursor: string | null };
