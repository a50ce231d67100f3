// The tray icons as shapes on a grid of 16: each state has an outline of its own, so that none is told by color alone.
// The colors have a contrast of at least 3:1 on a light panel and on a dark one.

/** A line drawn with round ends. */
const line = (d, width = 1.9) =>
  `<path d="${d}" fill="none" stroke="INK" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

/** A filled body out of which a glyph is cut. */
const cut = (body, glyph) =>
  `<mask id="cut"><rect width="16" height="16" fill="#fff"/>${glyph.replaceAll("INK", "#000").replaceAll("DOT", "#000")}</mask>` +
  `<g mask="url(#cut)">${body}</g>`;

const dot = (x, y, r = 1.15) => `<circle cx="${x}" cy="${y}" r="${r}" fill="DOT"/>`;

/** Each state: its color, and its shape with INK and DOT for the color. */
export const STATES = {
  // A closed dial with a tick.
  calm: ["#2b9a57", line("M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 0 0 0-12.8z", 1.7) + line("M5.3 8.2l2 2 3.5-4", 1.8)],
  // The dial of the application: a gap has opened, and a hand moves.
  soon: ["#c27803", line("M8 1.6a6.4 6.4 0 1 0 6.4 6.4") + line("M8 4.6v3.6l2.4 1.6")],
  // A warning triangle.
  critical: [
    "#e5532d",
    cut(
      `<path d="M8 1.9l6.3 11.6H1.7z" fill="INK" stroke="INK" stroke-width="2.4" stroke-linejoin="round"/>`,
      line("M8 5.6v3.6", 1.8) + dot(8, 12),
    ),
  ],
  // A stop sign with a cross.
  ended: [
    "#d6333f",
    cut(
      `<path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="INK" stroke="INK" stroke-width="1.2" stroke-linejoin="round"/>`,
      line("M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8", 1.9),
    ),
  ],
  // A question mark in a speech bubble without an answer.
  problem: [
    "#8b6cd9",
    cut(
      `<rect x="1.2" y="1.2" width="13.6" height="13.6" rx="3.6" fill="INK"/>`,
      line("M5.9 6.2a2.15 2.15 0 1 1 3.3 1.8c-.8.5-1.2.9-1.2 1.6", 1.7) + dot(8, 12.1, 1.1),
    ),
  ],
  // Two bars in a dial.
  paused: ["#7a828e", line("M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 0 0 0-12.8z", 1.7) + line("M6.3 5.7v4.6M9.7 5.7v4.6", 1.8)],
};

/** The drawing of a state, in its own color or in a given one. */
export function drawing(state, color = STATES[state][0]) {
  const shape = STATES[state][1].replaceAll("INK", color).replaceAll("DOT", color);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${shape}</svg>`;
}
