/**
 * Measures the built pages in Chromium: `npm run measure`. How long until the first row is painted, how long a key
 * takes to become a shorter list, how smooth the list scrolls, and how large script and style are, compressed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { openState, withPreview } from "./browser.mjs";

const ROUNDS = 5;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ms = (value) => `${value.toFixed(0)} ms`;

/** Runs before the page: notes when the frame with the first row has been painted. */
function noteFirstRow() {
  new MutationObserver((_, observer) => {
    if (!document.querySelector("[data-testid=overview-row]")) return;
    observer.disconnect();
    // The frame is painted when the task after its callback runs.
    requestAnimationFrame(() => setTimeout(() => (globalThis.firstRow = performance.now())));
  }).observe(document, { childList: true, subtree: true });
}

/** Types a letter and waits until the list that it leaves has been painted. */
function typeAndWait(letter) {
  return new Promise((resolve) => {
    const field = document.querySelector("[data-testid=filter]");
    const began = performance.now();
    field.value += letter;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
}

/** Scrolls from one end of the list to the other, and notes the time between frames. */
function scrollThrough(frames) {
  return new Promise((resolve) => {
    const scroller = document.querySelector("main");
    const step = (scroller.scrollHeight - scroller.clientHeight) / frames;
    const lengths = [];
    let last;
    const frame = (now) => {
      if (last !== undefined) lengths.push(now - last);
      last = now;
      if (lengths.length === frames) return resolve(lengths);
      scroller.scrollTop += step;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** What the page has kept the processor busy with so far, in milliseconds: other programs do not count. */
async function busy(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1_000;
}

function compressed(extension) {
  const files = readdirSync("dist/assets").filter(
    (name) => name.endsWith(extension) && !/^(preview|DesignPage)/.test(name),
  );
  const size = files.reduce((sum, name) => sum + gzipSync(readFileSync(`dist/assets/${name}`)).length, 0);
  return `${(size / 1_000).toFixed(1)} kB`;
}

await withPreview(async ({ browser, base }) => {
  const opened = async (scenario, init) => openState(browser, base, { query: `scenario=${scenario}`, init });

  for (const scenario of ["ten", "hundred", "thousand"]) {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { page, context } = await opened(scenario, noteFirstRow);
      times.push(await page.waitForFunction(() => globalThis.firstRow).then((handle) => handle.jsonValue()));
      await context.close();
    }
    console.log(`First row painted, ${scenario}: ${ms(median(times))} (${times.map(ms).join(", ")})`);
  }

  const { page, context } = await opened("thousand");
  const keys = [];
  for (const letter of "workspace 07") keys.push(await page.evaluate(typeAndWait, letter));
  console.log(`Key to filtered list, thousand: ${ms(median(keys))}, longest ${ms(Math.max(...keys))}`);
  await page.getByTestId("filter").fill("");

  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });

  for (const [pace, frames] of [
    ["calmly", 600],
    ["fast", 120],
  ]) {
    await page.evaluate(() => (document.querySelector("main").scrollTop = 0));
    const before = await busy(session);
    const lengths = await page.evaluate(scrollThrough, frames);
    const work = ((await busy(session)) - before) / lengths.length;
    const slow = lengths.filter((length) => length > 25).length;
    console.log(
      `Scrolling a thousand ${pace}: median ${ms(median(lengths))}, longest ${ms(Math.max(...lengths))}, ` +
        `${slow} of ${lengths.length} frames above 25 ms, ${work.toFixed(1)} ms of work per frame`,
    );
  }
  await context.close();
});

console.log(`Compressed: script ${compressed(".js")}, style ${compressed(".css")}`);
