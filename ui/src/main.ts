import "./lib/design/tokens.css";
import "./lib/design/base.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { connect } from "./lib/backend";
import { i18n } from "./lib/i18n/i18n.svelte";

const query = new URLSearchParams(window.location.search);

// The window follows the system's language and theme; a page opened for design may ask for another.
const language = query.get("lang");
i18n.choose(language ? [language] : navigator.languages);
document.documentElement.lang = i18n.language;
const theme = query.get("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;

const target = document.getElementById("app");
if (target) {
  const backend = await connect();
  mount(App, {
    target,
    props: { backend, open: { workspace: query.get("workspace"), screen: query.get("screen") } },
  });
}
