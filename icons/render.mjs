// Renders every icon of every size from its source: `npm ci && npm run render`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Resvg } from "@resvg/resvg-js";

import { icns, ico } from "./containers.mjs";
import { STATES, drawing } from "./shapes.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const render = (svg, size) => new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
const bySize = (svg, sizes) => Object.fromEntries(sizes.map((size) => [size, render(svg, size)]));

const app = readFileSync(here("source/app.svg"), "utf8");
for (const [name, size] of [["32x32", 32], ["128x128", 128], ["128x128@2x", 256], ["icon", 512]]) {
  writeFileSync(here(`${name}.png`), render(app, size));
}
mkdirSync(here("hicolor"), { recursive: true });
for (const size of [16, 22, 24, 32, 48, 64, 128, 256, 512]) {
  writeFileSync(here(`hicolor/${size}x${size}.png`), render(app, size));
}
writeFileSync(here("icon.ico"), ico(bySize(app, [16, 24, 32, 48, 64, 128, 256])));
writeFileSync(here("icon.icns"), icns(bySize(app, [16, 32, 64, 128, 256, 512, 1024])));

mkdirSync(here("tray"), { recursive: true });
for (const state of Object.keys(STATES)) {
  const svg = drawing(state);
  writeFileSync(here(`source/tray-${state}.svg`), `${svg}\n`);
  writeFileSync(here(`tray/${state}.png`), render(svg, 32));
  for (const size of [16, 22, 24]) writeFileSync(here(`tray/${state}@${size}.png`), render(svg, size));
  // macOS draws a template in the color of its menu bar, and uses the alpha alone.
  writeFileSync(here(`tray/${state}-template.png`), render(drawing(state, "#000"), 36));
}

// What a notification shows beside its text: one for each urgency.
mkdirSync(here("notice"), { recursive: true });
for (const [urgency, state] of [["low", "calm"], ["normal", "soon"], ["critical", "critical"]]) {
  writeFileSync(here(`notice/${urgency}.png`), render(drawing(state), 64));
}

// The sheet: every state at every size, and 16 px magnified, on a light panel and on a dark one.
const sizes = [16, 22, 24, 32];
const states = Object.keys(STATES);
const cell = 112;
const image = (state, size) => `data:image/png;base64,${render(drawing(state), size).toString("base64")}`;
const sheet = ["#f3f3f3", "#1e1e1e"].flatMap((panel, half) => [
  `<rect y="${half * 190}" width="${cell * states.length}" height="190" fill="${panel}"/>`,
  ...states.flatMap((state, column) => [
    ...sizes.map((size, index) => {
      const x = column * cell + [6, 26, 52, 78][index];
      return `<image x="${x}" y="${half * 190 + 36 - size / 2}" width="${size}" height="${size}" href="${image(state, size)}"/>`;
    }),
    `<image x="${column * cell + 8}" y="${half * 190 + 76}" width="96" height="96" image-rendering="optimizeSpeed" href="${image(state, 16)}"/>`,
  ]),
]);
const width = cell * states.length;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 380">${sheet.join("")}</svg>`;
writeFileSync(here("sheet.png"), render(svg, width));
