import { describe, expect, it } from "vitest";

const files = import.meta.glob<string>(["/src/**/*.svelte", "/src/lib/design/base.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** How a rule says that something is the chosen one of several. */
const CHOSEN = /\[aria-current|\[aria-selected|\[aria-pressed|:checked|\[data-state="checked"\]|\.selected\b/;

/** The rules of a file that set a background: their selectors. */
function backgrounds(source: string): string[] {
  const css = /<style>([\s\S]*)<\/style>/.exec(source)?.[1] ?? "";
  return [...css.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/([^{}]+){[^{}]*background(?:-color)?:[^{}]*}/g)].flatMap(
    ([, selectors = ""]) => selectors.split(/,(?![^(]*\))/).map((selector) => selector.trim()),
  );
}

/** The background of hovered things that would win over that of chosen ones. */
function outranking(source: string): string[] {
  const selectors = backgrounds(source);
  const chosen = selectors.filter((selector) => CHOSEN.test(selector));
  if (chosen.length === 0) return [];
  return selectors.filter(
    (selector) =>
      selector.includes(":hover") &&
      !/:where\(:hover\)|:not\(/.test(selector) &&
      chosen.some((other) => isAbout(other, selector.replace(":hover", ""))),
  );
}

/** Whether the selector of chosen elements is about those of another selector: `nav [aria-current]` and `nav button`. */
function isAbout(chosen: string, selector: string): boolean {
  const [first, second] = [chosen, selector].map((one) => /^(.*?)(\S+)$/.exec(one) ?? [one, "", one]);
  const [[, around, own], [, otherAround, otherOwn]] = [first ?? [], second ?? []];
  if (around !== otherAround || own === undefined || otherOwn === undefined) return false;
  return own.startsWith(otherOwn) || (own.startsWith("[") && /^\w+$/.test(otherOwn));
}

describe("the styles", () => {
  it("leave what is chosen its background when the pointer is over it", () => {
    const failing = Object.entries(files).flatMap(([path, source]) =>
      outranking(source).map((selector) => `${path}: ${selector}`),
    );
    expect(failing).toEqual([]);
  });

  it("notice a hover that wins", () => {
    const styles = (hover: string) =>
      `<style>nav ${hover} { background: red; } nav [aria-current] { background: blue; }</style>`;
    expect(outranking(styles("button:hover"))).toEqual(["nav button:hover"]);
    expect(outranking(styles("button:where(:hover)"))).toEqual([]);
  });

  it("draw every select the same way, by the one rule", () => {
    const own = Object.entries(files).filter(
      ([path, source]) =>
        !path.endsWith("base.css") && /\n\s*select[^{]*{[^}]*(?:background|appearance)[-\w]*:/.test(source),
    );
    expect(own.map(([path]) => path)).toEqual([]);
    expect(files["/src/lib/design/base.css"]).toMatch(/\nselect {[^}]*appearance: none/);
  });
});
