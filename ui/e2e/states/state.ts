import type { Page } from "@playwright/test";

/** What is done on a page. What it returns is of no interest. */
export type Act = (page: Page) => Promise<unknown>;

/** A screen of the pages, and how to get to it. */
export type State = {
  name: string;
  /** The address chooses the recorded data and the screen: see README.md. */
  query: string;
  /** Runs in the page before its own script does. */
  init?: () => void;
  /** What is on the page once it can be used: that the workspaces are there, unless said otherwise. */
  ready?: string;
  /** Leads from there to the state. */
  act?: Act;
  /** Needs the list and the workspace side by side. */
  wide?: boolean;
  /** Has more to show than fits into the usual height. */
  tall?: boolean;
};
