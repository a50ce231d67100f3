/**
 * Walks through the pages by keyboard, and refreshes them: `npm run walk -- [STATE]`, after `npm run build`. Whatever can
 * be used is reached by the tab key, is seen when it is reached, and leads on; a refresh moves nothing.
 */
import { openState, withPreview } from "./browser.mjs";
import { states } from "./states.mjs";

/** The states whose every control is walked to. */
const walked =
  /^(overview|overview-thousand|fleet-acme|reminders|settings|settings-data|add|add-sign-in|add-done|compare|remove|palette|keys)$/;

/** The states that are refreshed. */
const refreshed = /^(overview|fleet-acme)$/;

/** More steps than any page has controls. */
const MOST = 400;

const wanted = new RegExp(`^(${process.argv[2] ?? ".*"})$`);
let walks = 0;
let failures = 0;

await withPreview(async ({ browser, base }) => {
  for (const state of states.filter(({ name }) => walked.test(name) && wanted.test(name))) {
    const { page, context } = await openState(browser, base, state);
    await walk(state.name, page);
    await context.close();
  }
  for (const state of states.filter(({ name }) => refreshed.test(name) && wanted.test(name))) {
    const { page, context } = await openState(browser, base, { ...state, query: `${state.query}&pace=200` });
    await refresh(state.name, page);
    await context.close();
  }
});

console.log(`${walks} walks, ${failures} failures.`);
process.exitCode = failures === 0 ? 0 : 1;

function fail(state, text) {
  failures += 1;
  console.error(`${state}: ${text}`);
}

/** Goes once around by the tab key, from wherever the focus is. */
async function walk(name, page) {
  walks += 1;
  const seen = new Set();
  let last;
  for (let step = 0; step < MOST; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(focused);
    // Out of the page and into the browser, which leads back to its beginning; or on within a field of several parts.
    if (!at || at.number === last) continue;
    if (seen.has(at.number)) break;
    last = at.number;
    seen.add(at.number);
    if (!at.visible) fail(name, `${at.what} has the focus and is not to be seen`);
    if (!at.marked) fail(name, `${at.what} has the focus and nothing shows it`);
  }
  for (const missed of await page.evaluate(unreached, [...seen])) fail(name, `${missed} is not reached`);
  if (seen.size < 2) fail(name, `${seen.size} steps are no walk`);
}

/** The element that has the focus: who it is, and whether that shows. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  globalThis.walked ??= new Map();
  const { walked } = globalThis;
  if (!walked.has(element)) walked.set(element, walked.size);
  const box = element.getBoundingClientRect();
  const visible =
    box.width > 0 &&
    box.height > 0 &&
    box.bottom > 0 &&
    box.top < innerHeight &&
    box.right > 0 &&
    box.left < innerWidth;
  // It may show on the control, on what stands beside it, or on what it stands in.
  const looks = () => {
    const around = [element, element.nextElementSibling];
    for (let outer = element.parentElement; outer && around.length < 6; outer = outer.parentElement) around.push(outer);
    const marks = around.flatMap((candidate) => {
      if (!candidate) return [];
      return [undefined, "::before", "::after"].map((part) => {
        const style = getComputedStyle(candidate, part);
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = style;
        return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join(" ");
      });
    });
    return marks.join("\n");
  };
  // Where a caret stands, that shows it; and a field of several parts would begin anew.
  let marked = element.matches("input:not([type=checkbox], [type=radio]), textarea");
  if (!marked) {
    const marks = looks();
    element.blur();
    marked = looks() !== marks;
    element.focus({ preventScroll: true });
  }
  const what = element.outerHTML.slice(0, 140);
  return { number: walked.get(element), visible, marked, what };
}

/** What could be used and was not reached. Of a group of radio buttons one is enough: arrows lead through the rest. */
function unreached(reached) {
  const { walked } = globalThis;
  const numbers = new Set(reached);
  const dialog = document.querySelector("dialog[open], [role=dialog]");
  const all = (dialog ?? document).querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  const missed = [];
  for (const element of all) {
    const hidden = !element.checkVisibility({ visibilityProperty: true }) || element.closest("[inert]");
    if (hidden || element.disabled || element.tabIndex < 0 || (element.type === "radio" && !element.checked)) continue;
    if (!numbers.has(walked?.get(element))) missed.push(element.outerHTML.slice(0, 140));
  }
  return missed;
}

/** Refreshes all, and looks whether anything moved. */
async function refresh(name, page) {
  walks += 1;
  await page.evaluate(() => {
    globalThis.shifted = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const from = ({ x, y }) => `${Math.round(x)}, ${Math.round(y)}`;
        const nodes = entry.sources.map(
          ({ node, previousRect, currentRect }) =>
            `${node?.outerHTML?.slice(0, 100) ?? ""} (${from(previousRect)} to ${from(currentRect)})`,
        );
        globalThis.shifted.push({ by: entry.value, nodes });
      }
    }).observe({ type: "layout-shift" });
  });
  // By script, so that no shift is excused by a click just before it.
  await page.getByTestId("refresh-all").dispatchEvent("click");
  await page
    .getByTestId("refresh-all")
    .and(page.locator(":disabled, [aria-busy=true], [aria-disabled=true]"))
    .waitFor();
  await page
    .getByTestId("refresh-all")
    .and(page.locator(":enabled:not([aria-busy=true]):not([aria-disabled=true])"))
    .waitFor();
  const shifted = await page.evaluate(() => globalThis.shifted);
  for (const { by, nodes } of shifted) fail(name, `a refresh moves ${nodes.join(" and ")} by ${by}`);
}
