// A button that copies a text, and says that it has; `otherwise` is where to take it from where nothing may be copied.

import { button } from "./controls.js";
import { html, set } from "./dom.js";

export function copyButton(label, text, otherwise = "take it from the address bar") {
  const said = html("span", { class: "bs-copied", role: "status" });
  const press = button(label, async () => {
    const done = await copied(text());
    set(said, { text: done ? "Copied." : `Not copied: ${otherwise}.` });
    setTimeout(() => set(said, { text: "" }), 4000);
  });
  return html("span", { class: "bs-copy" }, press, said);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Where there is no clipboard, or it is not ours: the old way.
    const area = document.body.appendChild(
      html("textarea", { readonly: true, style: "position:fixed;opacity:0" }),
    );
    area.value = text;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
