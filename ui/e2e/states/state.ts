import type { Page } from "@playwright/test";

/** An action on a page; its return value is ignored. */
export type Act = (page: Page) => Promise<unknown>;

/** A screen of the pages, and how to reach it. */
export type State = {
  name: string;
  /** The URL parameters, which choose the recorded data and the screen: see README.md. */
  query: string;
  /** Runs in the page before its own scripts. */
  init?: () => void;
  /** Waits until the page is ready; by default, until the workspaces are shown. */
  ready?: string;
  /** Leads from there to the state. */
  act?: Act;
  /** Whether it needs the list and the workspace side by side. */
  wide?: boolean;
  /** Whether it is taller than the default size. */
  tall?: boolean;
};
