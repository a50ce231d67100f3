import { describe, expect, it } from "vitest";

import { commandFor, stepForButton, type KeyPress } from "./keys";

const press = (key: string, given: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...given,
});
const ctrl = (key: string, given: Partial<KeyPress> = {}) => press(key, { ctrlKey: true, ...given });

describe("shortcuts", () => {
  it.each([
    [ctrl("1"), { do: "switch", to: 0 }],
    [press("9", { metaKey: true }), { do: "switch", to: 8 }],
    [ctrl("&", { code: "Digit1" }), { do: "switch", to: 0 }],
    [ctrl("n"), { do: "add" }],
    [ctrl("r"), { do: "refresh" }],
    [press("F5"), { do: "refresh" }],
    [ctrl("R", { shiftKey: true }), { do: "refresh_all" }],
    [ctrl("k"), { do: "palette" }],
    [ctrl("f"), { do: "filter" }],
    [ctrl("z"), { do: "undo" }],
    [ctrl(","), { do: "settings" }],
    [press("?", { shiftKey: true }), { do: "keys" }],
    [press("l", { ctrlKey: true }), { do: "renew" }],
    [press("o", { ctrlKey: true }), { do: "open_workspace" }],
    [press("0", { ctrlKey: true }), { do: "overview" }],
    [press("ArrowLeft", { altKey: true }), { do: "step", by: -1 }],
    [press("ArrowRight", { altKey: true }), { do: "step", by: 1 }],
    [press("[", { metaKey: true }), { do: "step", by: -1 }],
    [press("]", { metaKey: true }), { do: "step", by: 1 }],
    [press("j"), { do: "move", by: 1 }],
    [press("k"), { do: "move", by: -1 }],
  ])("%o runs a command", (pressed, command) => {
    expect(commandFor(pressed, false)).toEqual(command);
  });

  it.each([
    ctrl("c"),
    ctrl("Z", { shiftKey: true }),
    ctrl("n", { altKey: true }),
    press("1"),
    press("J", { shiftKey: true }),
    press("ArrowLeft"),
    press("[", { altKey: true }),
    press("ArrowLeft", { altKey: true, shiftKey: true }),
  ])("%o runs none", (pressed) => {
    expect(commandFor(pressed, false)).toBeNull();
  });

  it("leave plain letters to text fields, but not those with a modifier", () => {
    expect(commandFor(press("j"), true)).toBeNull();
    expect(commandFor(press("?"), true)).toBeNull();
    expect(commandFor(ctrl("z"), true)).toBeNull();
    expect(commandFor(press("ArrowLeft", { altKey: true }), true)).toBeNull();
    expect(commandFor(press("[", { metaKey: true }), true)).toEqual({ do: "step", by: -1 });
    expect(commandFor(press("Escape"), true)).toBeNull();
    // Esc clears what is selected or filtered, and never leaves a page.
    expect(commandFor(press("Escape"), false)).toEqual({ do: "clear" });
    expect(commandFor(ctrl("2"), true)).toEqual({ do: "switch", to: 1 });
  });

  it("include the side buttons of a mouse", () => {
    expect([0, 1, 2, 3, 4].map(stepForButton)).toEqual([null, null, null, -1, 1]);
  });
});
