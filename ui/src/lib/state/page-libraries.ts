import type { Dependency } from "../backend/types";

/** As the build reads it out of the list of what is installed. */
declare const PAGE_LIBRARIES: readonly Dependency[];

/** The libraries in the pages. */
export const pageLibraries = PAGE_LIBRARIES;
