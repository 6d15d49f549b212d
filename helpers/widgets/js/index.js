// The one module behind every widget: JupyterLab and the static page run this same file.
// What it holds is found by build.mjs: `widgets/name.js` (and its `name.css`) draws the class Name,
// `engine/name.js` is lent to the tests as engine.name.

import { engine, widgets } from "found:modules";

import { installStyle } from "./core/view.js";
import { createPage } from "./core/world.js";

export { engine, createPage as page };

export default {
  render({ model, el }) {
    const kind = model.get("_kind"),
      { render, css } = widgets[kind];
    installStyle(el, css, kind);
    return render({ model, el });
  },
};
