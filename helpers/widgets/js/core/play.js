// Worlds drawn one after another: a button that plays them, and holds when it is pressed again.

import { button } from "./controls.js";
import { set } from "./dom.js";

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
