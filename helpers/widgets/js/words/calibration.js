// What Calibration says.

import { fixed, percent, probability } from "../core/format.js";
import { DOUBT, MOST_TIMES } from "../engine/calibration.js";

export const ASKED = "Right as often as you say?";
export const HINT =
  "Squares: how sure, on average. Dots: how often right, with the exact 95 % interval. Below: how many would be right " +
  "if every percentage were; coloured, those as far off as what came out.";
export const NONE =
  "There are no predictions of yours in this browser yet: they come from the exercises called “Predict before you drag”, " +
  "answered on these pages. What is drawn is the example.";

const is = (own) => (own ? "you were" : "this reader was");
const counted = (n) => (n === 1 ? "one prediction" : `${n} predictions`);

export function showReadings([said, right, between, tail], { all, tail: p, few }) {
  said.show(percent(all.said), `${fixed(all.said * all.n, 1)} of ${all.n} expected`);
  right.show(percent(all.right), `${all.hits} of ${all.n}`);
  between.show(`${percent(all.interval[0])} to ${percent(all.interval[1])}`, "exact, 95 %");
  tail.show(probability(p), few ? `${all.hits} or fewer right` : `${all.hits} or more right`);
}

function verdict({ all, few, tail }, own) {
  const which = few ? "surer than right" : "right more often than said";
  if (tail < 0.01) return `So ${is(own)} ${which}; chance is a poor story.`;
  if (tail < DOUBT) return `It looks as if ${is(own)} ${which}; chance is not ruled out.`;
  return `That can be chance: ${all.n < 100 ? "so few" : "these"} predictions cannot tell.`;
}

function enough({ all, needed, few }, times, own) {
  if (needed === null)
    return `Going on like this, even ${MOST_TIMES} times as many would leave a chance above ${fixed(DOUBT, 2).slice(1)}.`;
  if (needed <= times && times === 1) return "";
  const n = (all.n / times) * needed;
  return `If ${own ? "you went on" : "it went on"} like this, ${counted(n)} would be enough for a chance of ${few ? "so few" : "so many"} below .05.`;
}

export function sentences(found, { times }, own) {
  const { all, few, tail } = found;
  const repeated = times > 1 ? ` (each ${times} times over)` : "";
  return [
    `${own ? "You were" : "This reader was"} ${percent(all.said)} sure on average, so ${fixed(all.said * all.n, 1)} of ${counted(all.n)}${repeated} ought to be right; ${all.hits} ${all.hits === 1 ? "was" : "were"}.`,
    `If every percentage were true, ${few ? "so few or fewer" : "so many or more"} would have probability ${probability(tail)}.`,
    verdict(found, own),
    enough(found, times, own),
  ]
    .filter(Boolean)
    .join(" ");
}

export function guessWords({ n, low, high, typical, lopsided }) {
  if (!n) return "No guess at a figure of this book is kept in this browser yet.";
  return (
    `Your guesses at figures, where a share was asked: ${n}, of which ${low} too low and ${high} too high; the typical miss is ` +
    `${fixed(100 * typical, 0)} points. A coin would be as lopsided with probability ${probability(lopsided)}.`
  );
}

export const spoken = ({ all, tail, few }) =>
  `${all.n} predictions, ${percent(all.said)} sure, ${percent(all.right)} right. ${few ? "So few" : "So many"}: probability ${probability(tail)}.`;
