import { readFileSync } from "node:fs";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { PreviewServer } from "vite";
import { defineConfig } from "vitest/config";

/**
 * The policy under which the desktop window runs, set here as well, so that a page which breaks it shows that in the
 * preview and in the screenshots and not first on an admin's machine. Stricter by one step than the window's own: no
 * inline style at all, since nothing here needs one.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' ipc: http://ipc.localhost",
].join("; ");

/** What only a page in a browser loads, or only the window: pieces of their own. */
const apart = /\/lib\/(?:gallery|design\/(?:contrast|pairs|tokens)|backend\/(?:recorded|samples|tauri))/;

type Installed = {
  version?: string;
  license?: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

/** The libraries in the pages, by what each names as its own: name, version and license. */
function pageLibraries() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Installed> };
  const found = new Set<string>();
  const follow = (path: string) => {
    const { dependencies, peerDependencies } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const installed = [`${path}/node_modules/${name}`, `node_modules/${name}`].find((place) => place in packages);
      if (!installed || found.has(installed)) continue;
      found.add(installed);
      // What Svelte compiles with stays behind.
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
      const [, name] = /^\/(many|strange|errors)\.json$/.exec(request.url ?? "") ?? [];
      if (name === undefined) return next();
      response.setHeader("Content-Type", "application/json");
      response.end(readFileSync(`src/lib/backend/recorded/${name}.json`));
    });
  },
};

export default defineConfig({
  define: { PAGE_LIBRARIES: JSON.stringify(pageLibraries()) },
  plugins: [svelte(), svelteTesting(), recordings],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  preview: {
    port: 4173,
    strictPort: true,
    headers: { "Content-Security-Policy": contentSecurityPolicy },
  },
  build: {
    target: ["es2022", "chrome111", "safari16.4"],
    sourcemap: false,
    // A data: URL for a script or a style would be refused by the window's policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Otherwise the window came in two pieces, cut along what it shares with the page of its parts.
        codeSplitting: { groups: [{ name: "index", test: (id) => !apart.test(id) }] },
      },
    },
    // It is read from the disk.
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    // The tokens are read as a text, to judge their contrasts; every other style is left out.
    css: { include: [/design\/\w+\.css/] },
    // A machine that does much else at the same time is slow, and not wrong.
    testTimeout: 30_000,
    // Three hours behind UTC: a date that is taken for the wrong zone's shows.
    env: { TZ: "America/Sao_Paulo" },
  },
});
