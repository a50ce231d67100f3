/** The tokens of `tokens.css` as values, for what checks and for what shows them. */
import source from "./tokens.css?raw";

export const looks = ["light", "dark", "light, high contrast", "dark, high contrast"] as const;
export type Look = (typeof looks)[number];

const bare = source.replace(/\/\*[\s\S]*?\*\//g, "");
const declarations = (css: string) =>
  new Map([...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, a = "", b = ""]) => [a, b]));
const usual = declarations(/:root\s*{([^}]*)}/.exec(bare)?.[1] ?? "");
const stark = declarations(/prefers-contrast: more\)\s*{\s*:root\s*{([^}]*)}/.exec(bare)?.[1] ?? "");

/** Every name, in the order of the file. */
export const tokenNames: readonly string[] = [...usual.keys()];

/** The value of a token in a look: references followed, the one of two themes taken. */
export function token(name: string, look: Look): string {
  const high = look.endsWith("high contrast");
  const value = (high ? stark.get(name) : undefined) ?? usual.get(name);
  if (value === undefined) throw new Error(`no token ${name}`);
  return value
    .replace(/light-dark\(([^,()]+),\s*([^,()]+)\)/g, look.startsWith("light") ? "$1" : "$2")
    .replace(/var\(--([\w-]+)\)/g, (_, other: string) => token(other, look));
}
