// What somebody pasted, as a data set; and the box to paste it into.

import { MOST, parse } from "../engine/paste.js";
import { button } from "./controls.js";
import { html, set } from "./dom.js";
import { niceStep } from "./format.js";

// As a data set that widgets offer, with priors of about the data's own size.
export function asSource({ labels, effects, std_errors, kind = 2 }) {
  const K = effects.length,
    mean = effects.reduce((a, b) => a + b, 0) / K,
    spread = Math.sqrt(effects.reduce((a, y) => a + (y - mean) ** 2, 0) / (K - 1));
  const unit = niceStep(2 * Math.max(spread, Math.abs(mean), [...std_errors].sort((a, b) => a - b)[K >> 1]));
  return {
    name: "Yours",
    scale: kind === 4 ? "log odds ratio" : "effect",
    noun: "experiment",
    labels,
    effects,
    std_errors,
    mu_prior: { family: "Normal", mean: 0, sd: unit },
    tau_prior: { family: "HalfNormal", scale: unit },
  };
}

// A box to paste into. use(studies) draws them; what cannot be used is listed line by line.
export function pasteBox({ label, hint, press, use }) {
  const area = html("textarea", {
    class: "bs-paste-area",
    rows: 5,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": label,
  });
  const errors = html("ul", { class: "bs-errors" }),
    status = html("p", { class: "bs-hint", role: "status" });
  const draw = button(press, () => {
    const found = parse(area.value),
      few = found.effects.length < 2;
    errors.replaceChildren(
      ...found.errors
        .slice(0, 12)
        .map(({ line, reason }) => html("li", { text: `Line ${line}: ${reason}.` })),
    );
    const kept = `${found.effects.length} ${found.effects.length === 1 ? "experiment" : "experiments"} read`,
      left = found.errors.length ? `, ${found.errors.length} left out` : "";
    set(status, { text: few ? `${kept}${left}: at least two are wanted.` : `${kept}${left}.` });
    if (!few && found.effects.length <= MOST) use(found);
  });
  // Keys belong to the text, not to the page around it.
  area.addEventListener("keydown", (event) => event.stopPropagation());
  const node = html(
    "div",
    { class: "bs-paste" },
    html("p", { class: "bs-hint", text: hint }),
    area,
    html("div", { class: "bs-bar" }, draw),
    status,
    errors,
  );
  return { node, area };
}
