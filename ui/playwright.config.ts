/** Tests the built pages in Chromium, and compares pictures of the real window. See README.md. */
import { fileURLToPath } from "node:url";

import { defineConfig } from "@playwright/test";

import { looks, testsOf } from "./e2e/looks";

export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: "100%",
  forbidOnly: Boolean(process.env["CI"]),
  retries: 0,
  // Generous, because a busy machine is no reason to fail.
  timeout: 60_000,
  expect: {
    timeout: 15_000,
    toHaveScreenshot: { threshold: 0.12, maxDiffPixels: 10 },
    toMatchSnapshot: { threshold: 0.12, maxDiffPixels: 10 },
  },
  updateSnapshots: process.env["UPDATE_EXPECT"] ? "changed" : "none",
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  reporter: [
    [process.env["CI"] ? "dot" : "line"],
    ["html", { open: "never" }],
    ["json", { outputFile: "test-results/report.json" }],
  ],
  use: {
    baseURL: `http://localhost:${process.env["PREVIEW_PORT"] ?? ""}`,
    screenshot: process.env["SCREENSHOTS"] ? "on" : "only-on-failure",
    launchOptions: {
      // Debian's Chromium by default, so that tests download nothing.
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL("e2e/fonts.conf", import.meta.url)) },
      args: ["--disable-gpu", "--disable-background-networking", "--hide-scrollbars"],
    },
  },
  webServer: {
    command: "npm run preview -- --port 0 --strictPort false",
    env: { NO_COLOR: "1", FORCE_COLOR: "0" },
    wait: { stdout: /localhost:(?<preview_port>\d+)/ },
  },
  projects: [
    ...looks.map(({ name, use }) => ({ name, use, grep: testsOf(name), testIgnore: "window.spec.ts" })),
    { name: "window", testMatch: "window.spec.ts", snapshotPathTemplate: "../tests/desktop/screens/{arg}{ext}" },
  ],
});
