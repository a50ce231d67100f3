import type { Dependency } from "../backend/types";

/** Defined by vite.config.ts, from the installed packages. */
declare const PAGE_LIBRARIES: readonly Dependency[];

/** The JavaScript libraries in the pages. */
export const pageLibraries = PAGE_LIBRARIES;
