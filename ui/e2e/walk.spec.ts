/** Every control can be reached with the Tab key and shows its focus; and a refresh causes no layout shift. */
import { tagOf } from "./looks";
import { stateNamed } from "./states";
import { expect, test } from "./test";

const WALKED = [
  "overview",
  "overview-thousand",
  "fleet-acme",
  "reminders",
  "settings",
  "settings-data",
  "add",
  "add-sign-in",
  "add-done",
  "compare",
  "remove",
  "palette",
  "keys",
];

const REFRESHED = ["overview", "fleet-acme"];

/** More steps than any page has controls. */
const MAX_STEPS = 400;

for (const name of WALKED) {
  test(`${name} by keyboard`, { tag: tagOf("light") }, async ({ open }) => {
    const page = await open(stateNamed(name));
    // Once around, from the current focus.
    const seen = new Set<number>();
    let last: number | undefined;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(focusedControl);
      // Out of the page and back to its start; or on to the next part of a field with several parts.
      if (!focused || focused.number === last) continue;
      if (seen.has(focused.number)) break;
      last = focused.number;
      seen.add(focused.number);
      expect.soft(focused.visible, `${focused.html} is visible when it has the focus`).toBe(true);
      expect.soft(focused.marked, `${focused.html} shows that it has the focus`).toBe(true);
    }
    expect.soft(await page.evaluate(unreachedControls, [...seen]), "every control is reached").toEqual([]);
    expect(seen.size, "controls on the way").toBeGreaterThan(1);
  });
}

for (const name of REFRESHED) {
  test(`${name} does not move while it is refreshed`, { tag: tagOf("light") }, async ({ open }) => {
    const state = stateNamed(name);
    const page = await open({ ...state, query: `${state.query}&pace=200` });
    await page.evaluate(watchShifts);
    const refresh = page.getByTestId("refresh-all");
    // By script, because the browser ignores layout shifts right after a real click.
    await refresh.dispatchEvent("click");
    await refresh.and(page.locator(":disabled, [aria-busy=true], [aria-disabled=true]")).waitFor();
    await refresh.and(page.locator(":enabled:not([aria-busy=true]):not([aria-disabled=true])")).waitFor();
    expect(await page.evaluate(() => window.shifts)).toEqual([]);
  });
}

declare global {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only an interface can be added to
  interface Window {
    /** The controls that have had the focus, numbered. */
    numbers?: Map<Element, number>;
    /** The layout shifts. */
    shifts?: string[];
  }
}

/** https://wicg.github.io/layout-instability, which is not in TypeScript's DOM library. */
type LayoutShift = PerformanceEntry & {
  value: number;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
};

/** The focused element: which one it is, and whether its focus is visible. */
function focusedControl() {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return undefined;
  const numbers = (window.numbers ??= new Map<Element, number>());
  if (!numbers.has(element)) numbers.set(element, numbers.size);
  const box = element.getBoundingClientRect();
  const visible =
    box.width > 0 &&
    box.height > 0 &&
    box.bottom > 0 &&
    box.top < innerHeight &&
    box.right > 0 &&
    box.left < innerWidth;
  // The focus may be visible on the control, its sibling, or its parent.
  const appearance = () => {
    const around = [element, element.nextElementSibling];
    for (let outer = element.parentElement; outer && around.length < 6; outer = outer.parentElement) around.push(outer);
    return around
      .flatMap((candidate) => {
        if (!candidate) return [];
        return [undefined, "::before", "::after"].map((part) => {
          const style = getComputedStyle(candidate, part);
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = style;
          return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join(" ");
        });
      })
      .join("\n");
  };
  // A caret is visible by itself; and a field with several parts would start over.
  let marked = element.matches("input:not([type=checkbox], [type=radio]), textarea");
  if (!marked) {
    const focused = appearance();
    element.blur();
    marked = appearance() !== focused;
    element.focus({ preventScroll: true });
  }
  return { number: numbers.get(element) ?? -1, visible, marked, html: element.outerHTML.slice(0, 140) };
}

/** The controls that were not reached. One of a group of radio buttons is enough, because arrow keys reach the rest. */
function unreachedControls(reached: number[]): string[] {
  const dialog = document.querySelector("dialog[open], [role=dialog]");
  const all = (dialog ?? document).querySelectorAll<HTMLElement>(
    "a[href], button, input, select, textarea, summary, [tabindex]",
  );
  return [...all]
    .filter((element) => {
      const hidden = !element.checkVisibility({ visibilityProperty: true }) || element.closest("[inert]");
      const otherRadio = element instanceof HTMLInputElement && element.type === "radio" && !element.checked;
      return !hidden && !element.matches(":disabled") && element.tabIndex >= 0 && !otherRadio;
    })
    .filter((element) => !reached.includes(window.numbers?.get(element) ?? -1))
    .map((element) => element.outerHTML.slice(0, 140));
}

function watchShifts() {
  const shifts: string[] = (window.shifts = []);
  const at = ({ x, y }: DOMRectReadOnly) => `${Math.round(x)}, ${Math.round(y)}`;
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as LayoutShift[]) {
      for (const { node, previousRect, currentRect } of sources) {
        const html = node instanceof Element ? node.outerHTML.slice(0, 100) : (node?.textContent ?? "");
        shifts.push(`${html} from ${at(previousRect)} to ${at(currentRect)}, by ${value}`);
      }
    }
  }).observe({ type: "layout-shift" });
}
