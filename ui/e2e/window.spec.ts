/**
 * Compares the pictures that `tests/desktop/tests/desktop/screens.rs` took of the real window with the kept ones. Run
 * `npm run window` after `cargo test -p desktop-tests --test screens`; `UPDATE_EXPECT=1 npm run window` keeps the new ones.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@playwright/test";

import { shrink, updating, webkitgtk, whySkipped } from "./kept";

const KEPT = fileURLToPath(new URL("../../tests/desktop/screens", import.meta.url));
/** The folder of the new pictures; `SCREENS` names another one. */
const TAKEN = process.env["SCREENS"] ?? fileURLToPath(new URL("../../target/screens", import.meta.url));

const picturesIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".png"))
        .sort()
    : [];
const taken = picturesIn(TAKEN);

const renderer = () =>
  webkitgtk(spawnSync("pkg-config", ["--modversion", "webkit2gtk-4.1"], { encoding: "utf8" }).stdout ?? "");

test.beforeEach(() => {
  const reason = whySkipped(KEPT, renderer());
  test.skip(reason !== undefined, reason);
});

for (const file of taken) {
  test(file, () => {
    // Where something differs between runs, a copy without it is compared, and the picture itself kept as it is.
    const masked = existsSync(`${TAKEN}/masked/${file}`);
    const compared = masked ? `masked/${file}` : file;
    expect(readFileSync(`${TAKEN}/${compared}`)).toMatchSnapshot(compared.split("/"));
    if (!updating) return;
    shrink(`${KEPT}/${compared}`);
    if (!masked) return;
    copyFileSync(`${TAKEN}/${file}`, `${KEPT}/${file}`);
    shrink(`${KEPT}/${file}`);
  });
}

test("every kept picture was taken", () => {
  expect(taken, "the pictures of the desktop tests").not.toEqual([]);
  const masked = picturesIn(`${TAKEN}/masked`).map((file) => `masked/${file}`);
  const kept = [...picturesIn(KEPT), ...picturesIn(`${KEPT}/masked`).map((file) => `masked/${file}`)];
  const stale = kept.filter((file) => !taken.includes(file) && !masked.includes(file));
  if (updating) for (const file of stale) rmSync(`${KEPT}/${file}`);
  else expect(stale).toEqual([]);
  expect(`${renderer()}\n`).toMatchSnapshot("made-with.txt");
  expect(gallery()).toMatchSnapshot("README.md");
});

/** A page that shows all of them. */
function gallery(): string {
  const sections = taken.map((file) => {
    const [screen = "", look = ""] = file.split(".");
    return `\n## ${screen.replaceAll("-", " ")} (${look.replace(/^(\w+)-(.+)-(\d+)$/, "$1, $2, $3 wide")})\n\n![${file}](${file})\n`;
  });
  return `# Every screen of the application

Its real window, in ${renderer()}: each screen once, and a few in dark, in the smallest size and in other languages. The tests
beside this folder take the pictures, and \`ui/e2e/window.spec.ts\` compares them with these.
${sections.join("")}`;
}
