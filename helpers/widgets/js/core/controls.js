// Small controls made of native elements: keyboard and screen reader come for free.

import { div, html, set } from "./dom.js";
import { fixed } from "./format.js";
import { typeable } from "./typed.js";

// One of several. options: () => [[value, text], …], read anew at each refresh.
export function choice({ label, options, get, pick }) {
  const node = html("div", { class: "bs-choice", role: "group", "aria-label": label });
  const buttons = new Map();
  let built = "";
  function rebuild(now) {
    for (const old of buttons.values()) old.remove();
    buttons.clear();
    for (const [value, text] of now) buttons.set(value, node.appendChild(button(text, () => pick(value))));
    built = String(now);
  }
  function refresh() {
    const now = options();
    if (String(now) !== built) rebuild(now);
    for (const [value, b] of buttons) set(b, { "aria-pressed": String(value === get()) });
  }
  return { node, refresh };
}

export function button(text, press, name = "") {
  const node = html("button", { type: "button", class: `bs-button ${name}`.trim(), text });
  node.addEventListener("click", press);
  return node;
}

export const resetButton = (press) => button("Reset", press, "bs-plain bs-reset");

export function toggle({ label, get, flip }) {
  const box = html("input", { type: "checkbox" });
  box.addEventListener("change", () => flip(box.checked));
  return {
    node: html("label", { class: "bs-toggle" }, box, label),
    refresh() {
      box.checked = Boolean(get());
    },
  };
}

// The columns of numbers beside a plot, for whoever asks: on() says whether they are shown.
export function numbersToggle(schedule) {
  let shown = false;
  const box = toggle({
    label: "show numbers",
    get: () => shown,
    flip(on) {
      shown = on;
      schedule(true);
    },
  });
  box.node.classList.add("bs-later");
  return { ...box, on: () => shown };
}

// A native range with its name and reading; `log`: equal steps are equal ratios, `step` one of log10.
export function slider({ label, low, high, step, get, put, text, digits, log = false }) {
  const [to, from] = log ? [Math.log10, (v) => 10 ** v] : [(v) => v, (v) => v];
  // The ends are on the grid of steps, so that the keyboard reaches the values in between too.
  const grid = (v, way) => way(to(v) / step) * step,
    min = Math.min(grid(low, Math.ceil), to(get())),
    max = Math.max(grid(high, Math.floor), to(get()));
  const input = html("input", {
      type: "range",
      min,
      max,
      step: "any",
      title: "Drag, use the arrow keys, or type a number",
    }),
    value = html("output", { class: "bs-slider-value" });
  const assign = (v) => put(Number(from(Math.min(max, Math.max(min, v))).toFixed(digits)));
  input.addEventListener("input", () => assign(Math.round(Number(input.value) / step) * step));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    assign(Math.round(to(get()) / step + by) * step);
  });
  typeable(input, { label: () => label, said: () => text(get()), put: (v) => assign(to(v)) });
  return {
    node: html("label", { class: "bs-slider" }, html("span", { text: label }), input, value),
    refresh() {
      if (Number(input.value) !== to(get())) input.value = to(get());
      set(input, { "aria-valuetext": text(get()) });
      set(value, { text: text(get()) });
    },
  };
}

// What waits until it is asked for. It stands last, so that opening it moves nothing.
export const disclosure = (label, ...parts) =>
  html("details", { class: "bs-more bs-later" }, html("summary", { text: label }), ...parts);

// Sentences that change: their place is kept for the longest of them, in characters, so that nothing below moves.
export function wordsBox(longest, name = "bs-words") {
  const text = html("p"),
    node = div(`bs-place ${name}`, text);
  // Shown in the words' place as long as a guess is asked for.
  set(node, { "data-waits": "What the figure says stands here once you have guessed." });
  let kept = 0;
  return {
    node,
    say(words) {
      if (Math.max(longest, words.length) > kept) {
        kept = Math.max(longest, words.length);
        set(node, { "data-room": "eight or so ".repeat(Math.ceil(kept / 12)) });
      }
      set(text, { text: words });
    },
    // Into the room that a drawing above leaves them.
    settle({ up, wide }) {
      set(node, { style: `margin-top:${10 - up}px;max-width:min(68ch, ${wide}px)` });
    },
  };
}

// A named number with a note beneath; the note's line is always there, so nothing jumps.
// With `press` the whole reading is a button, and `show` says whether it is the chosen one.
export function reading(name, press = null) {
  const value = html("span", { class: "bs-value" }),
    note = html("span", { class: "bs-note" });
  const inside = [html("span", { class: "bs-name", text: name }), value, note];
  const node = press
    ? html("button", { type: "button", class: "bs-reading bs-pick" }, ...inside)
    : html("div", { class: "bs-reading" }, ...inside);
  if (press) node.addEventListener("click", press);
  return {
    node,
    show(text, below = "", chosen = null) {
      set(value, { text });
      set(note, { text: below || "\u00a0" });
      if (chosen !== null) set(node, { "aria-pressed": String(chosen) });
    },
  };
}

// Above which P(it works) a test says "it works".
export const thresholdSlider = ({ get, change }) =>
  slider({
    label: "Threshold",
    low: 0.5,
    high: 0.99,
    step: 0.01,
    text: (v) => fixed(v, 2).replace(/^0/, ""),
    digits: 3,
    get: () => get("threshold"),
    put: (threshold) => change({ threshold }),
  });

export const readings = (...names) => names.map((name) => reading(name));

// Four readings side by side.
export const panel = (four) => div("bs-panel bs-four", ...four.map(({ node }) => node));
