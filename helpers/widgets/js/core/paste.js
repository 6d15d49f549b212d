// What somebody pasted, as a data set; and the box to paste it into.

import { parse } from "../engine/paste.js";
import { button } from "./controls.js";
import { html, set } from "./dom.js";
import { decimalsFor, fixed, niceStep } from "./format.js";

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

const counted = (n) => `${n} ${n === 1 ? "experiment" : "experiments"}`;
const nameOf = ({ label }, i) => label || `Study ${i + 1}`;

// “0.20 ± 0.10, from effect and interval”
function told({ effect, stdError, from }, digits = decimalsFor([stdError])) {
  return `${fixed(effect, digits)} ± ${fixed(stdError, digits)}${from && `, ${from}`}`;
}

const WAYS = ["no", "one", "two", "three", "four", "five", "six"];

// What tells a reading from the others: its first row, or the first that differs.
function inShort(reading, others) {
  if (reading.choice && others.every(({ choice }) => choice !== reading.choice)) return reading.choice;
  const rows = reading.rows.map((row) => told(row)),
    differs = rows.findIndex((text, i) =>
      others.every((other) => !other.rows[i] || told(other.rows[i]) !== text),
    );
  const i = Math.max(0, differs);
  return `${nameOf(reading.rows[i], i)}: ${rows[i]}`;
}

const found = ({ rows, kind }) => ({
  labels: rows.map(nameOf),
  effects: rows.map(({ effect }) => effect),
  std_errors: rows.map(({ stdError }) => stdError),
  kind: kind === "counts" ? 4 : 2,
  rows,
});

// A box to paste into. It says what it understood as soon as there is something, asks where two readings are
// possible, lists every line it leaves out with the reason; use(studies) draws what is left. read(text) is another
// reader that is tried first; null: it is none of his.
export function pasteBox({ label, hint, example = "", press, use, read = () => null }) {
  const area = html("textarea", {
    class: "bs-paste-area",
    rows: 5,
    spellcheck: "false",
    autocomplete: "off",
    placeholder: example,
    "aria-label": label,
  });
  const status = html("p", { class: "bs-hint", role: "status" }),
    question = html("div", { class: "bs-asked", role: "group", "aria-label": "Which reading is meant?" }),
    rows = html("ol", { class: "bs-read", tabindex: 0, "aria-label": "What was understood" }),
    errors = html("ul", { class: "bs-errors", tabindex: 0, "aria-label": "Lines left out" });
  let readings = [],
    offered = [],
    chosen = null,
    text = null,
    waiting = 0;

  function show() {
    const {
      rows: read,
      left,
      unused,
      notes = [],
    } = chosen ?? { rows: [], left: readings[0]?.rows.length ? [] : (readings[0]?.left ?? []), unused: [] };
    // All with the same decimals, those that the smallest error needs.
    const digits = decimalsFor([Math.min(...read.map(({ stdError }) => stdError))]);
    rows.replaceChildren(
      ...read.map((row, i) => html("li", { text: `${nameOf(row, i)}: ${told(row, digits)}` })),
    );
    errors.replaceChildren(
      ...left.map(({ line, reason }) => html("li", { text: `Line ${line}: ${reason}.` })),
    );
    [rows.hidden, errors.hidden] = [!read.length, !left.length];
    question.hidden = offered.length < 2;
    for (const [i, b] of [...question.querySelectorAll("button")].entries())
      set(b, { "aria-pressed": String(offered[i] === chosen) });
    const asks = readings.length > 1 && !chosen;
    const parts = [
      `${counted(read.length)} understood`,
      left.length && `${left.length} ${left.length === 1 ? "line" : "lines"} left out`,
      ...notes,
      unused.length && `not used: ${unused.join(", ")}`,
    ].filter(Boolean);
    const few = read.length < 2 ? ": at least two are wanted" : "";
    const words = asks
      ? `This can be read in ${WAYS[readings.length]} ways. Which is meant?`
      : `${parts.join("; ")}${few}.`;
    set(status, { text: area.value.trim() ? words : "" });
  }

  function understand() {
    clearTimeout(waiting);
    if (area.value === text) return;
    text = area.value;
    ({ readings } = read(text) ?? parse(text));
    chosen = readings.length === 1 ? readings[0] : null;
    // One reading may offer another beside it; several ask.
    offered = chosen?.offer ? [chosen, chosen.offer] : readings;
    const choices =
      offered.length < 2
        ? []
        : offered.map((one) => {
            const others = offered.filter((other) => other !== one);
            return button(inShort(one, others), () => {
              chosen = one;
              show();
            });
          });
    question.replaceChildren(...choices);
    show();
  }

  const draw = button(press, () => {
    understand();
    if (chosen?.rows.length >= 2) use(found(chosen));
    else question.querySelector("button")?.focus();
  });
  // Keys belong to the text, not to the page around it.
  area.addEventListener("keydown", (event) => event.stopPropagation());
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(understand, 150);
  });
  [rows.hidden, errors.hidden, question.hidden] = [true, true, true];
  const node = html(
    "div",
    { class: "bs-paste" },
    html("p", { class: "bs-hint", text: hint }),
    area,
    // Above what comes and goes, so that it stays under the pointer that is about to press it.
    html("div", { class: "bs-bar" }, draw),
    status,
    question,
    rows,
    errors,
  );
  return { node, area };
}

// The button that opens a paste box below the bar in which it stands, and closes it.
export function pasteButton(paste) {
  const open = button(
    "Paste your own",
    () => {
      const opened = !paste.node.isConnected;
      if (opened) open.closest(".bs-bar").after(paste.node);
      else paste.node.remove();
      set(open, { "aria-expanded": String(opened) });
      if (opened) paste.area.focus();
    },
    "bs-plain",
  );
  set(open, { "aria-expanded": "false" });
  return open;
}
