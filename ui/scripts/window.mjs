/**
 * Compares the pictures that the tests of the desktop took of the real window with the kept ones, tolerantly:
 * `npm run window`, after those tests; `npm run window -- --keep` keeps them as they are now. The folder of the pictures
 * may be named after that.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

import { compareWithKept } from "./kept.mjs";
import { small } from "./png.mjs";

const KEPT = "../tests/desktop/screens";

const { values, positionals } = parseArgs({ options: { keep: { type: "boolean" } }, allowPositionals: true });
const folder = positionals[0] ?? "../target/screens";
const picturesIn = (where) => readdirSync(where).filter((name) => name.endsWith(".png"));
const taken = picturesIn(folder);

const asked = spawnSync("pkg-config", ["--modversion", "webkit2gtk-4.1"], { encoding: "utf8" });
const madeBy = `WebKitGTK ${asked.stdout?.match(/^\d+\.\d+/)?.[0] ?? "of a version that nobody knows"}`;

if (values.keep) {
  rmSync(KEPT, { recursive: true, force: true });
  mkdirSync(KEPT);
  for (const name of taken) writeFileSync(join(KEPT, name), small(readFileSync(join(folder, name))));
  const page = `# Every screen of the application

Its real window, in two themes, two sizes and three languages, made in ${madeBy} by the tests beside this folder and kept by
\`npm run window -- --keep\`. \`npm run window\` compares it with them.
${taken.map((name) => `\n## ${basename(name, ".png").replace(".", ", ")}\n\n![${name}](${name})\n`).join("")}`;
  writeFileSync(join(KEPT, "README.md"), page);
} else {
  const how = { page: join(KEPT, "README.md"), madeBy, keep: "npm run window -- --keep" };
  await compareWithKept(how, (compare) => {
    for (const name of taken) compare(join(KEPT, name), readFileSync(join(folder, name)));
    const gone = picturesIn(KEPT).filter((name) => !taken.includes(name));
    if (gone.length > 0) throw new Error(`no longer taken: ${gone.join(", ")}`);
  });
}
