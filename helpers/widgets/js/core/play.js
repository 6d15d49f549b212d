// Worlds drawn one after another: a button that plays them, and holds when it is pressed again.

import { button } from "./controls.js";
import { set } from "./dom.js";

// The seed of the next worlds or draws.
export const nextSeed = (get) => (get("seed") % 100000) + 1;

export const otherDraws = ({ get, change }, rest = {}) =>
  button("Other draws", () => change({ seed: nextSeed(get), ...rest }));

// step(count, first) draws so many worlds more, the first of a play or later ones, and says whether it could; left() is
// how many a play has at most; pace(played): milliseconds until the next. They come at once where the reader wants no
// motion.
export function player({ step, left, pace = () => 220 }) {
  let waiting = 0;
  const node = button("Play", () => (waiting ? pause() : start()), "bs-play");

  function pause() {
    clearTimeout(waiting);
    waiting = 0;
    set(node, { text: "Play", "aria-pressed": "false" });
  }
  function start() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) step(left(), true);
    else run(left(), 0);
  }
  function run(most, played) {
    if (played >= most || !node.isConnected || !step(1, played === 0)) return pause();
    set(node, { text: "Pause", "aria-pressed": "true" });
    waiting = setTimeout(() => run(most, played + 1), pace(played));
  }
  return { node, pause };
}

// Draws of a chain that are uncovered one by one at first, then in larger steps; from the end it begins anew with other
// draws. name: of the state that counts them; stepOf(n): how many follow the first n.
export function drawsPlayer({ get, change }, { name, most, stepOf }) {
  const on = (n) => Math.min(most, n + stepOf(n));
  const fresh = { [name]: 2 };
  function steps() {
    let [n, count] = [get(name) >= most ? 2 : get(name), 0];
    for (; n < most; count++) n = on(n);
    return count;
  }
  const play = player({
    left: steps,
    pace: () => 90,
    step(count, first) {
      if (get(name) >= most) {
        if (!first) return false;
        change({ seed: nextSeed(get), ...fresh });
      }
      let n = get(name);
      for (let i = 0; i < count; i++) n = on(n);
      change({ [name]: n });
      return true;
    },
  });
  return {
    ...play,
    all: button(`All ${most}`, () => change({ [name]: most })),
    other: otherDraws({ get, change }, fresh),
  };
}
