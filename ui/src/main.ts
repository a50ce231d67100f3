import "./lib/design/tokens.css";
import "./lib/design/base.css";

import { mount } from "svelte";

import { connect, inShell } from "./lib/backend";
import { restoreLanguage } from "./lib/state/language";
import { restoreTheme } from "./lib/state/theme";
import Root from "./Root.svelte";

const query = new URLSearchParams(window.location.search);

// Theme and language follow the system unless the user chose others. The address can override both, for design work.
restoreLanguage(query.get("lang"));
restoreTheme(query.get("theme"));

/** No top-level `await`: a chunk that is loaded here may import this one, and the two would wait for each other. */
async function start(target: HTMLElement) {
  if (query.get("page") === "components" && !inShell()) {
    // The gallery of design components. The desktop application never loads it.
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
if (target) void start(target);
