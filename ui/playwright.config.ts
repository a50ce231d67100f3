/** The pages in Chromium, and the pictures of the real window: after `npm run build`. See README.md. */
import { fileURLToPath } from "node:url";

import { defineConfig } from "@playwright/test";

import { looks, testsOf } from "./e2e/looks";

export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: "100%",
  forbidOnly: Boolean(process.env["CI"]),
  retries: 0,
  // A machine that does much else at the same time is slow, and not wrong.
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
      // Debian's own Chromium unless another is named: nothing is downloaded for a test.
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
