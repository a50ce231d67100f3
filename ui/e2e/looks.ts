/** The looks in which states are tested: theme, language, size, zoom, contrast. Each is a Playwright project. */
import type { PlaywrightTestOptions } from "@playwright/test";

/** The default size of the window, in pixels. */
const USUAL_SIZE = { width: 1_280, height: 800 };

type LookOptions = Pick<
  PlaywrightTestOptions,
  "colorScheme" | "locale" | "timezoneId" | "viewport" | "deviceScaleFactor"
> &
  Partial<Pick<PlaywrightTestOptions, "contrast" | "forcedColors">>;

export type Look = { name: string; use: LookOptions & { viewport: { width: number; height: number } } };

type Difference = {
  dark?: true;
  locale?: string;
  timezoneId?: string;
  size?: { width: number; height: number };
  zoom?: number;
  contrast?: "more";
  forcedColors?: "active";
};

const look = (name: string, { dark, size = USUAL_SIZE, zoom = 1, ...rest }: Difference = {}): Look => ({
  name,
  use: {
    colorScheme: dark ? "dark" : "light",
    locale: "en",
    // That of the recorded data: the engine counts days in it, and the pages must in the same.
    timezoneId: "UTC",
    viewport: { width: Math.round(size.width / zoom), height: Math.round(size.height / zoom) },
    deviceScaleFactor: zoom,
    ...rest,
  },
});

const SMALLEST = { width: 720, height: 480 };

export const looks = [
  look("light"),
  look("dark", { dark: true }),
  look("de", { locale: "de-DE" }),
  look("pt", { locale: "pt-BR" }),
  look("small", { size: SMALLEST }),
  look("small-de-dark", { size: SMALLEST, locale: "de-DE", dark: true }),
  look("zoom200", { zoom: 2 }),
  look("small-zoom200", { size: SMALLEST, zoom: 2 }),
  look("4k", { size: { width: 3_840, height: 2_160 } }),
  look("contrast", { contrast: "more" }),
  look("contrast-dark", { dark: true, contrast: "more" }),
  look("forced", { dark: true, forcedColors: "active" }),
];

/** The tag of the tests that run in a look. */
export const tagOf = (name: string) => `@${name}`;

/** Selects the tests of a look. */
export const testsOf = (name: string) => new RegExp(`${tagOf(name)}(?![\\w-])`);
