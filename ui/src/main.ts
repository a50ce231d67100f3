import "./lib/design/tokens.css";
import "./lib/design/base.css";

import { mount } from "svelte";

import { connect, inShell } from "./lib/backend";
import { restoreLanguage } from "./lib/state/language";
import { restoreTheme } from "./lib/state/theme";
import Root from "./Root.svelte";

const query = new URLSearchParams(window.location.search);

// The window follows the system unless the user chose otherwise; a page opened for design may override both.
restoreLanguage(query.get("lang"));
restoreTheme(query.get("theme"));

/** Not awaited at the top: what is loaded on the way may want this very piece, and each would wait for the other. */
async function begin(target: HTMLElement) {
  if (query.get("page") === "components" && !inShell()) {
    // The parts of the window on a page of their own, for who designs them: the desktop never loads it.
    const { default: DesignPage } = await import("./lib/gallery/DesignPage.svelte");
    mount(DesignPage, { target });
    return;
  }
  const backend = await connect();
  mount(Root, {
    target,
    props: { backend, open: { workspace: query.get("workspace"), screen: query.get("screen") } },
  });
}

const target = document.getElementById("app");
if (target) void begin(target);
