/** The values of the tokens in `tokens.css`, for tests and for the gallery. */
import source from "./tokens.css?raw";

export const looks = ["light", "dark", "light, high contrast", "dark, high contrast"] as const;
export type Look = (typeof looks)[number];

const css = source.replace(/\/\*[\s\S]*?\*\//g, "");
const declarations = (block: string) =>
  new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, a = "", b = ""]) => [a, b]));
const defaults = declarations(/:root\s*{([^}]*)}/.exec(css)?.[1] ?? "");
const highContrast = declarations(/prefers-contrast: more\)\s*{\s*:root\s*{([^}]*)}/.exec(css)?.[1] ?? "");

/** Every name, in the order of the file. */
export const tokenNames: readonly string[] = [...defaults.keys()];

/** The value of a token in a look, with `var()` and `light-dark()` resolved. */
export function token(name: string, look: Look): string {
  const high = look.endsWith("high contrast");
  const value = (high ? highContrast.get(name) : undefined) ?? defaults.get(name);
  if (value === undefined) throw new Error(`no token ${name}`);
  return value
    .replace(/light-dark\(([^,()]+),\s*([^,()]+)\)/g, look.startsWith("light") ? "$1" : "$2")
    .replace(/var\(--([\w-]+)\)/g, (_, other: string) => token(other, look));
}
