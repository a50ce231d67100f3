import "./lib/design/tokens.css";
import "./lib/design/base.css";

import { mount } from "svelte";

import { connect } from "./lib/backend";
import { restoreLanguage } from "./lib/state/language";
import { restoreTheme } from "./lib/state/theme";
import Root from "./Root.svelte";

const query = new URLSearchParams(window.location.search);

// The window follows the system unless somebody chose otherwise; a page opened for design may ask for another still.
restoreLanguage(query.get("lang"));
restoreTheme(query.get("theme"));

const target = document.getElementById("app");
if (target) {
  const backend = await connect();
  mount(Root, {
    target,
    props: { backend, open: { workspace: query.get("workspace"), screen: query.get("screen") } },
  });
}
