// Predict before you drag: a guess unlocks the figure, and stands beside the truth from then on.

import { button, slider } from "./controls.js";
import { div, html, set } from "./dom.js";
import { percent } from "./format.js";

// Kept by the page where it keeps what readers answer, else as long as the page is open.
const memory = new Map();
const recall = (id) => window.borrowing?.recall("prediction", id) ?? memory.get(id);
const keep = (id, value) =>
  window.borrowing ? window.borrowing.keep("prediction", id, value) : memory.set(id, value);

// The question for a share between 0 and 1, as predictionBox takes it.
export const shareQuestion = (ask, truth) => ({
  ask,
  truth,
  low: () => 0,
  high: () => 1,
  step: 0.01,
  digits: 2,
  text: (v) => percent(v),
});

// question: { ask(), truth(), low, high, step, digits, text(value) }. locked(yes) is told whether the figure waits.
export function predictionBox(id, { ask, truth, low, high, step, digits, text }, locked) {
  let guess = null;
  const asked = html("p", { class: "bs-guess-ask" });
  const row = div("bs-guess-row");
  const node = html("div", { class: "bs-guess", role: "group", "aria-label": "Predict first" }, asked, row);
  const known = recall(id);

  function question() {
    locked(true);
    guess ??= (low() + high()) / 2;
    const pick = slider({
      label: "My guess",
      low: low(),
      high: high(),
      step,
      digits,
      text,
      get: () => guess,
      put(value) {
        guess = value;
        pick.refresh();
      },
    });
    pick.refresh();
    row.replaceChildren(
      pick.node,
      div(
        "bs-bar",
        button("That is my guess", () => settle(guess)),
        button("Skip", () => settle(null), "bs-plain"),
      ),
    );
  }

  function settle(value) {
    const right = truth();
    keep(id, { guess: value, truth: right });
    answer(value, right);
    row.querySelector("button").focus({ preventScroll: true });
  }

  // Guess above the rail, truth below it.
  function answer(value, right) {
    locked(false);
    const place = (v) =>
      `left:${(100 * Math.min(1, Math.max(0, (v - low()) / (high() - low())))).toFixed(1)}%`;
    const mark = (v, name, words) =>
      html("span", { class: `bs-guess-mark ${name}`, style: place(v), text: words });
    const rail = div("bs-guess-rail", mark(right, "bs-guess-truth", `so it is: ${text(right)}`));
    if (value !== null) rail.prepend(mark(value, "bs-guess-mine", `your guess: ${text(value)}`));
    row.replaceChildren(rail, div("bs-bar", button("Guess again", question, "bs-plain")));
  }

  return {
    node,
    refresh: () => set(asked, { text: ask() }),
    // Once the figure is drawn it can say what is true.
    start: () => (known ? answer(known.guess, truth()) : question()),
  };
}
