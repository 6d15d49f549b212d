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
// A guess belongs to the world it was made in: what was asked and what was true there are kept with it, and its
// place on the rail too. What the reader has moved since changes none of them.
export function predictionBox(id, { ask, truth, low, high, step, digits, text }, locked) {
  let guess = null,
    made = null,
    waiting = 0;
  const asked = html("p", { class: "bs-guess-ask" });
  const row = div("bs-guess-row");
  const node = html("div", { class: "bs-guess", role: "group", "aria-label": "Predict first" }, asked, row);
  const right = html("span", { class: "bs-guess-mark bs-guess-truth" });

  function question() {
    made = null;
    locked(true);
    set(asked, { text: ask() });
    if (guess === null || guess < low() || guess > high()) guess = (low() + high()) / 2;
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
    const judged = { guess: value, truth: truth(), ask: ask(), low: low(), high: high() };
    keep(id, judged);
    answer(judged);
    row.querySelector("button").focus({ preventScroll: true });
  }

  // Guess above the rail, truth below it.
  function answer(judged) {
    // Before guesses were kept with their world, only the numbers were.
    made = { ask: ask(), low: low(), high: high(), ...judged };
    locked(false);
    set(asked, { text: made.ask });
    const place = (v) => {
      const share = (v - made.low) / (made.high - made.low);
      return `left:${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
    };
    set(right, { style: place(made.truth) });
    const rail = div("bs-guess-rail", right);
    if (made.guess !== null)
      rail.prepend(
        html("span", {
          class: "bs-guess-mark bs-guess-mine",
          style: place(made.guess),
          text: `your guess: ${text(made.guess)}`,
        }),
      );
    row.replaceChildren(rail, div("bs-bar", button("Guess again", question, "bs-plain")));
    compare();
  }

  // Whether the figure still shows what was guessed about.
  function compare() {
    if (!made) return;
    const then = text(made.truth);
    set(right, { text: `so it ${text(truth()) === then ? "is" : "was"}: ${then}` });
  }

  return {
    node,
    // Once the figure is drawn it can say what is true.
    start() {
      const known = recall(id);
      if (known) answer(known);
      else question();
    },
    // Once the reader pauses: what is true may take long to work out.
    moved() {
      clearTimeout(waiting);
      if (made) waiting = setTimeout(compare, 250);
    },
  };
}
