/** In a window lower than this, in CSS pixels, a list shows only a few rows. */
const LOW = 560;

/** Whether the window is so low that what is beside a list should take less room, unless the user wants it otherwise. */
export function isLowWindow(): boolean {
  return window.innerHeight < LOW;
}
