import "./lib/design/tokens.css";
import "./lib/design/base.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { connect } from "./lib/backend";
import { i18n } from "./lib/i18n/i18n.svelte";
import { restoreTheme } from "./lib/state/theme";

const query = new URLSearchParams(window.location.search);

// The window follows the system's language; a page opened for design may ask for another, and for a theme.
const language = query.get("lang");
i18n.choose(language ? [language] : navigator.languages);
document.documentElement.lang = i18n.language;
restoreTheme(query.get("theme"));

const target = document.getElementById("app");
if (target) {
  const backend = await connect();
  mount(App, {
    target,
    props: { backend, open: { workspace: query.get("workspace"), screen: query.get("screen") } },
  });
}
