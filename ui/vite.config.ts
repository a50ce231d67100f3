import { readFileSync } from "node:fs";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin, PreviewServer } from "vite";
import { defineConfig } from "vitest/config";

/**
 * The policy of the desktop window, so that violations appear in the preview and in the browser tests. It is stricter
 * in one point: it forbids inline styles, because the pages need none.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' ipc: http://ipc.localhost",
].join("; ");

type Installed = {
  version?: string;
  license?: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

/** Name, version and license of the libraries in the pages: the dependencies in package-lock.json, and theirs. */
function pageLibraries() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Installed> };
  const found = new Set<string>();
  const follow = (path: string) => {
    const { dependencies, peerDependencies } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const installed = [`${path}/node_modules/${name}`, `node_modules/${name}`].find((place) => place in packages);
      if (!installed || found.has(installed)) continue;
      found.add(installed);
      // Svelte's own dependencies are only used at build time.
      if (name !== "svelte") follow(installed);
    }
  };
  follow("");
  found.add("node_modules/svelte");
  return [...found].map((path) => {
    const { version = "", license = "" } = packages[path] ?? {};
    return { name: path.split("node_modules/").at(-1) ?? "", version, license };
  });
}

/** Recordings that the application does not ship, for the pages in a browser: at `/recorded/NAME.json`. */
const recordings = {
  name: "recordings",
  configurePreviewServer({ middlewares }: PreviewServer) {
    middlewares.use("/recorded", (request, response, next) => {
      const [, name] = /^\/(many|strange|errors|findings)\.json$/.exec(request.url ?? "") ?? [];
      if (name === undefined) return next();
      response.setHeader("Content-Type", "application/json");
      response.end(readFileSync(`src/lib/backend/recorded/${name}.json`));
    });
  },
};

/** The license of the bundled typeface, which has to be distributed with it. */
const typefaceLicense = {
  name: "typeface-license",
  apply: "build",
  generateBundle() {
    const source = readFileSync("node_modules/@fontsource-variable/inter/LICENSE");
    this.emitFile({ type: "asset", fileName: "assets/inter-LICENSE.txt", source });
  },
} satisfies Plugin;

export default defineConfig({
  define: { PAGE_LIBRARIES: JSON.stringify(pageLibraries()) },
  plugins: [svelte(), svelteTesting(), recordings, typefaceLicense],
  clearScreen: false,
  // The changelog and the license are in the folder above.
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  preview: {
    port: 4173,
    strictPort: true,
    headers: { "Content-Security-Policy": contentSecurityPolicy },
  },
  build: {
    target: ["es2022", "chrome111", "safari16.4"],
    sourcemap: false,
    // The content security policy forbids data: URLs for scripts and styles.
    assetsInlineLimit: 0,
    // The window loads it from disk.
    chunkSizeWarningLimit: 700,
    // What every start needs is one file: dozens of small ones take longer to fetch, and compress worse.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "window", tags: ["$initial"] }] } } },
  },
  test: {
    environment: "jsdom",
    // Loading the pages anew for each file takes longer than the tests. What a test changes, it undoes: see `setupFiles`.
    isolate: false,
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    // The tests compute contrasts from the tokens; other styles are skipped.
    css: { include: [/design\/\w+\.css/] },
    // Generous, because a busy machine is no reason to fail.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Three hours behind UTC, so that dates in the wrong time zone are noticed.
    env: { TZ: "America/Sao_Paulo" },
  },
});
