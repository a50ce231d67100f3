import { describe, expect, it } from "vitest";

import { commandFor, type KeyPress } from "./keys";

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

describe("keys", () => {
  it.each([
    [ctrl("1"), { do: "switch", to: 0 }],
    [press("9", { metaKey: true }), { do: "switch", to: 8 }],
    [ctrl("&", { code: "Digit1" }), { do: "switch", to: 0 }],
    [ctrl("n"), { do: "add" }],
    [ctrl("r"), { do: "refresh" }],
    [press("F5"), { do: "refresh" }],
    [ctrl("R", { shiftKey: true }), { do: "refresh_all" }],
    [ctrl("k"), { do: "filter" }],
    [press("j"), { do: "move", by: 1 }],
    [press("k"), { do: "move", by: -1 }],
  ])("%o is a command", (pressed, command) => {
    expect(commandFor(pressed, false)).toEqual(command);
  });

  it.each([
    ctrl("0"),
    ctrl("c"),
    ctrl("n", { altKey: true }),
    press("1"),
    press("J", { shiftKey: true }),
    press("Escape"),
  ])("%o is none", (pressed) => {
    expect(commandFor(pressed, false)).toBeNull();
  });

  it("leaves letters to who is writing, and keeps what has a modifier", () => {
    expect(commandFor(press("j"), true)).toBeNull();
    expect(commandFor(ctrl("2"), true)).toEqual({ do: "switch", to: 1 });
  });
});
