/** Scroll position (in pixels) and focused workspace of the overview, restored when the user returns to it. */
export type OverviewMemory = { scroll: number; cursor: string | null };
