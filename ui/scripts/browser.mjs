import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";
import { preview } from "vite";

/** Debian's own Chromium unless another is named: nothing is downloaded for a screenshot. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Serves `dist/` and opens a browser on it; `work` gets both, and both are closed at its end. */
export async function withPreview(work) {
  if (!existsSync(executablePath)) {
    console.error(`No Chromium at ${executablePath}: install it, or name one in CHROMIUM.`);
    process.exit(2);
  }
  const server = await preview({ preview: { port: 0, strictPort: false }, logLevel: "warn" });
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL("fonts.conf", import.meta.url)) },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"],
  });
  try {
    const { port } = server.httpServer.address();
    await work({ browser, base: `http://localhost:${port}/` });
  } finally {
    await browser.close();
    await new Promise((resolve) => server.httpServer.close(resolve));
  }
}

/** Opens a page in a state, and collects everything it complains about. */
export async function openState(browser, base, state) {
  const { query = "", width = 1280, height = 800, zoom = 1, theme = "light", lang = "en", media = {}, init } = state;
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    colorScheme: theme,
    locale: lang,
    timezoneId: state.zone ?? "Europe/Berlin",
    ...media,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  if (init) await page.addInitScript(init);
  await page.goto(`${base}?${new URLSearchParams(query).has("pace") ? "" : "pace=0&"}${query}`);
  await page.waitForSelector("main[aria-busy=false]", { state: "attached", timeout: 10_000 }).catch(() => undefined);
  if (state.act) await state.act(page);
  if (state.settle) await page.waitForTimeout(state.settle);
  // What is on its way in has arrived; a spinner never does, and is not waited for.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  );
  return { page, context, complaints };
}
