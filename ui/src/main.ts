import "./lib/design/fonts.css";
import "./lib/design/tokens.css";
import "./lib/design/base.css";

import { mount } from "svelte";

import { connect, inShell } from "./lib/backend";
import { loadPlaces } from "./lib/components/places.svelte";
import { restoreLanguage } from "./lib/state/language";
import { restoreTheme } from "./lib/state/theme";
import Root from "./Root.svelte";

const query = new URLSearchParams(window.location.search);

// Theme and language follow the system unless the user chose others. The address can override both, for design work.
restoreTheme(query.get("theme"));

/** No top-level `await`: a chunk that is loaded here may import this one, and the two would wait for each other. */
async function start(target: HTMLElement) {
  const language = restoreLanguage(query.get("lang"));
  if (query.get("page") === "components" && !inShell()) {
    // The gallery of design components. The desktop application never loads it.
    const { default: DesignPage } = await import("./lib/gallery/DesignPage.svelte");
    await language;
    mount(DesignPage, { target });
    return;
  }
  const [backend] = await Promise.all([connect(), language]);
  mount(Root, {
    target,
    props: {
      backend,
      open: { workspace: query.get("workspace"), screen: query.get("screen") },
      // Not before: what is not on the screen would compete with what is.
      onready: () => whenIdle(() => void loadPlaces()),
    },
  });
}

/** Runs something once what is on the screen has been drawn. WebKit has no idle callback. */
function whenIdle(run: () => void) {
  requestAnimationFrame(() => setTimeout(run, 200));
}

/** Says in English, without any of the pages' own parts, that they could not be loaded. */
function showFailure(target: HTMLElement, thrown: unknown) {
  const message = document.createElement("p");
  message.textContent = `License Watch could not load its window: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  const button = document.createElement("button");
  button.textContent = "Try again";
  button.onclick = () => window.location.reload();
  target.replaceChildren(message, button);
}

const target = document.getElementById("app");
if (target) start(target).catch((thrown: unknown) => showFailure(target, thrown));
