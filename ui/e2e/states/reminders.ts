/** The list of reminders. */
import type { State } from "./state";

/** The user last looked at the reminders a day before the recording. */
const seen = () => localStorage.setItem("license-watch.noticesSeen", String(Date.parse("2026-11-23T15:00:00Z")));

export const reminders: State[] = [
  { name: "reminders", query: "screen=reminders", init: seen, tall: true },
  { name: "reminders-thousand", query: "scenario=thousand&screen=reminders" },
  { name: "reminders-strange", query: "scenario=strange&screen=reminders" },
  { name: "reminders-bare", query: "screen=reminders&shell=bare", init: seen },
  { name: "reminders-paused", query: "screen=reminders&paused=1", init: seen },
  { name: "reminders-none", query: "scenario=none&screen=reminders" },
  {
    name: "reminders-menu",
    query: "screen=reminders",
    init: seen,
    act: (page) => page.getByTestId("notice-snooze").nth(2).click(),
  },
  {
    name: "reminders-snoozed",
    query: "screen=reminders",
    init: seen,
    act: (page) => page.getByTestId("inbox-snoozed").click(),
  },
  {
    name: "reminders-done",
    query: "screen=reminders",
    init: seen,
    act: (page) => page.getByTestId("inbox-done").click(),
  },
  {
    name: "reminders-selected",
    query: "screen=reminders",
    init: seen,
    act: async (page) => {
      for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
    },
  },
  {
    name: "reminders-undo",
    query: "screen=reminders",
    init: seen,
    act: async (page) => {
      for (const key of ["j", "e"]) await page.keyboard.press(key);
      await page.getByTestId("reminders-undo").waitFor();
    },
  },
  {
    name: "reminders-keyboard",
    query: "screen=reminders",
    init: seen,
    act: async (page) => {
      for (const key of ["j", "j"]) await page.keyboard.press(key);
    },
  },
  { name: "paused", query: "workspace=acme&paused=1" },
];
